/** The naive writer: one statement per row in the order of a field's steps, with nothing collected, sorted or grouped. */
import type pg from 'pg';
import { columnOf, type Link, listField, referrers, type Schema, tableAt } from './tables.ts';
import type { Many, One, Row, Update, Write } from './write.ts';

export class Refused extends Error {}

type Answer = Readonly<Record<string, unknown>>;
type Action = 'CREATED' | 'UPDATED' | 'DELETED' | 'UNCHANGED';

interface Made {
  readonly id: number;
  readonly action: Action;
}

export class NaiveWriter {
  readonly #client: pg.Client;
  readonly #schema: Schema;
  readonly #found = new Map<string, number>();
  #affected = 0;

  constructor(client: pg.Client, schema: Schema) {
    this.#client = client;
    this.#schema = schema;
  }

  /** Writes all fields, and returns the data of the response. What PostgreSQL refuses is thrown. */
  async write(writes: readonly Write[]): Promise<Answer> {
    const data: Record<string, unknown> = {};
    for (const [place, each] of writes.entries()) data[`f${place}`] = await this.#field(each);
    return data;
  }

  async #field(write: Write): Promise<Answer> {
    this.#affected = 0;
    this.#found.clear();
    const { table } = write;
    if (write.kind === 'delete') {
      const id = await this.#find(table, write.by);
      const row = await this.#answer(table, id);
      await this.#delete(table, id);
      return { row, action: 'DELETED', affectedRows: this.#affected };
    }
    const made = write.kind === 'update' ? await this.#updates(table, write.items) : await this.#inserts(write);
    return this.#payload(table, made, write.isList);
  }

  async #inserts(write: Exclude<Write, { readonly kind: 'update' | 'delete' }>): Promise<Made[]> {
    const made: Made[] = [];
    for (const row of write.rows) await this.#findAll(row);
    for (const row of write.rows) {
      made.push(
        write.kind === 'create'
          ? { id: await this.#insert(write.table, row), action: 'CREATED' }
          : await this.#upsert(write.table, row, write.isKept),
      );
    }
    return made;
  }

  async #updates(table: number, items: readonly Update[]): Promise<Made[]> {
    for (const item of items) {
      await this.#find(table, item.by);
      await this.#findAll(item);
    }
    for (const item of items) await this.#deleteBelow(await this.#find(table, item.by), item.manies);
    const links: Map<string, number | null>[] = [];
    for (const item of items) {
      const id = await this.#find(table, item.by);
      links.push(await this.#targets(item.ones));
      await this.#createBelow(id, item.manies);
    }
    const made: Made[] = [];
    for (const [place, item] of items.entries()) {
      const id = await this.#find(table, item.by);
      made.push(await this.#update(table, id, item, links[place] ?? new Map()));
      await this.#connectBelow(id, item.manies);
    }
    return made;
  }

  async #payload(table: number, made: readonly Made[], isList: boolean): Promise<Answer> {
    const rows = [];
    for (const { id } of made) rows.push(await this.#answer(table, id));
    const actions = made.map(({ action }) => action);
    return isList
      ? { rows, actions, affectedRows: this.#affected }
      : { row: rows[0], action: actions[0], affectedRows: this.#affected };
  }

  async #answer(table: number, id: number): Promise<Answer | null> {
    const { name, links } = tableAt(this.#schema, table);
    const ones = links.map((each) => {
      const target = tableAt(this.#schema, each.target);
      return `, (select jsonb_build_object('label', label) from ${target.name} where id = t.${columnOf(this.#schema, each)}) as ${target.singular}`;
    });
    const manies = referrers(this.#schema, table).map((each) => {
      const other = tableAt(this.#schema, each.table).name;
      return `, (select coalesce(jsonb_agg(jsonb_build_object('label', label, 'n', n) order by label), '[]') from ${other} where ${columnOf(this.#schema, each.link)} = t.id) as "${listField(this.#schema, each.table, each.link)}"`;
    });
    const sql = `select label, n, twice, version, extra${[...ones, ...manies].join('')} from ${name} t where id = $1`;
    return (await this.#run<Answer>(sql, [id]))[0] ?? null;
  }

  /** Looks up everything that a row and the rows below it name by key, before anything is written. */
  async #findAll({ ones, manies }: Pick<Row, 'ones' | 'manies'>): Promise<void> {
    for (const each of ones) {
      if (each.verb === 'connect') await this.#find(each.link.target, each.label);
      if (each.verb === 'create' || each.verb === 'upsert') await this.#findAll(each.row);
    }
    for (const each of manies) {
      for (const label of [...each.connect, ...each.disconnect, ...each.delete]) await this.#find(each.table, label);
      for (const row of each.create) await this.#findAll(row);
    }
  }

  async #find(table: number, label: string): Promise<number> {
    const key = `${table} ${label}`;
    const { name } = tableAt(this.#schema, table);
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const id = (await this.#run<Made>(`select id from ${name} where label = $1`, [label]))[0]?.id;
    if (id === undefined) throw new Refused(`${name} has no ${label}`);
    this.#found.set(key, id);
    return id;
  }

  async #insert(table: number, row: Row, place?: readonly [string, number]): Promise<number> {
    const values = await this.#valuesOf(row);
    if (place) values.set(...place);
    const id = await this.#insertValues(table, values, '');
    if (id === null) throw new Refused('the row was not inserted');
    await this.#createBelow(id, row.manies);
    await this.#connectBelow(id, row.manies);
    return id;
  }

  /** PostgreSQL checks the constraints of the proposed row even where it then finds another one. */
  async #upsert(table: number, row: Row, isKept: boolean): Promise<Made> {
    const values = await this.#valuesOf(row);
    const id = await this.#insertValues(table, values, 'on conflict (label) do nothing');
    if (id !== null) return { id, action: 'CREATED' };
    const { name } = tableAt(this.#schema, table);
    const found = (await this.#run<Made>(`select id from ${name} where label = $1`, [row.label]))[0];
    if (!found) throw new Refused('the row is neither new nor there');
    if (isKept) return { id: found.id, action: 'UNCHANGED' };
    values.delete('label');
    return this.#updateValues(table, found.id, values);
  }

  async #valuesOf({ label, n, ones }: Row): Promise<Map<string, unknown>> {
    const values = new Map<string, unknown>([...(await this.#targets(ones)), ['label', label]]);
    if (n !== undefined) values.set('n', n);
    return values;
  }

  async #insertValues(table: number, values: ReadonlyMap<string, unknown>, conflict: string): Promise<number | null> {
    const { name } = tableAt(this.#schema, table);
    const names = [...values.keys()].join(', ');
    const places = [...values.keys()].map((_, index) => `$${index + 1}`).join(', ');
    const sql = `insert into ${name} (${names}) values (${places}) ${conflict} returning id`;
    const id = (await this.#run<Made>(sql, [...values.values()]))[0]?.id ?? null;
    if (id !== null) this.#affected++;
    return id;
  }

  async #update(table: number, id: number, item: Update, links: ReadonlyMap<string, number | null>): Promise<Made> {
    const values = new Map<string, unknown>(links);
    if (item.label !== undefined) values.set('label', item.label);
    if (item.n !== undefined) values.set('n', item.n);
    return this.#updateValues(table, id, values, item.inc);
  }

  async #updateValues(table: number, id: number, values: ReadonlyMap<string, unknown>, inc?: number): Promise<Made> {
    const changes = [...values.keys()].map((column, place) => `${column} = $${place + 2}`);
    if (inc !== undefined) changes.push(`n = coalesce(n, 0) + ${inc}`);
    if (changes.length === 0) return { id, action: 'UNCHANGED' };
    const { name } = tableAt(this.#schema, table);
    await this.#run(`update ${name} set ${changes.join(', ')} where id = $1`, [id, ...values.values()]);
    this.#affected++;
    return { id, action: 'UPDATED' };
  }

  async #delete(table: number, id: number): Promise<void> {
    await this.#run(`delete from ${tableAt(this.#schema, table).name} where id = $1`, [id]);
    this.#affected++;
  }

  /** The values that the links of a row take. */
  async #targets(ones: readonly One[]): Promise<Map<string, number | null>> {
    const values = new Map<string, number | null>();
    for (const each of ones) values.set(columnOf(this.#schema, each.link), await this.#target(each));
    return values;
  }

  async #target(one: One): Promise<number | null> {
    const { target } = one.link;
    if (one.verb === 'disconnect') return null;
    if (one.verb === 'connect') return this.#find(target, one.label);
    if (one.verb === 'create') return this.#insert(target, one.row);
    return (await this.#upsert(target, one.row, true)).id;
  }

  async #createBelow(id: number, manies: readonly Many[]): Promise<void> {
    for (const { table, link, create } of manies) {
      for (const row of create) await this.#insert(table, row, [columnOf(this.#schema, link), id]);
    }
  }

  async #connectBelow(id: number, manies: readonly Many[]): Promise<void> {
    for (const { table, link, connect, disconnect } of manies) {
      for (const label of connect) await this.#link(table, link, await this.#find(table, label), id);
      for (const label of disconnect) await this.#link(table, link, await this.#owned(table, link, label, id), null);
    }
  }

  async #link(table: number, link: Link, id: number, parent: number | null): Promise<void> {
    const column = columnOf(this.#schema, link);
    const { name } = tableAt(this.#schema, table);
    const sql = `update ${name} set ${column} = $2 where id = $1 and ${column} is distinct from $2 returning id`;
    this.#affected += (await this.#run(sql, [id, parent])).length;
  }

  async #deleteBelow(id: number, manies: readonly Many[]): Promise<void> {
    for (const { table, link, delete: labels } of manies) {
      for (const label of labels) await this.#delete(table, await this.#owned(table, link, label, id));
    }
  }

  /** A row of the parent: another parent's is not found. */
  async #owned(table: number, link: Link, label: string, parent: number): Promise<number> {
    const id = await this.#find(table, label);
    const { name } = tableAt(this.#schema, table);
    const sql = `select id from ${name} where id = $1 and ${columnOf(this.#schema, link)} = $2`;
    if ((await this.#run(sql, [id, parent])).length === 0) throw new Refused(`${label} belongs to another row`);
    return id;
  }

  async #run<Result extends pg.QueryResultRow>(sql: string, values: readonly unknown[]): Promise<Result[]> {
    return (await this.#client.query<Result>(sql, [...values])).rows;
  }
}
