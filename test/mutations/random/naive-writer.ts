/** The naive writer: one statement per row in the order of a field's steps, with nothing collected, sorted or grouped. */
import pg from 'pg';
import { columnOf, type Link, listField, referrers, type Schema, tableAt } from './tables.ts';
import type { Many, One, Row, Update, Write } from './write.ts';

/** Code and reason of every mistake of the field that was refused. */
export class Refusals extends Error {
  readonly kinds: ReadonlySet<string>;

  constructor(kinds: ReadonlySet<string>) {
    super([...kinds].join(', '));
    this.kinds = kinds;
  }
}

/** A row cannot be written, itself or because of another one. */
class Refused extends Error {}

const KINDS = new Map([
  ['23505', 'CONFLICT UNIQUE'],
  ['23514', 'BAD_USER_INPUT CHECK'],
  ['23502', 'BAD_USER_INPUT NULL'],
  ['23503', 'BAD_USER_INPUT REFERENCE'],
]);

type Answer = Readonly<Record<string, unknown>>;
type Action = 'CREATED' | 'UPDATED' | 'DELETED' | 'UNCHANGED';

interface Made {
  readonly id: number;
  readonly action: Action;
}

export class NaiveWriter {
  readonly #client: pg.Client;
  readonly #schema: Schema;
  /** The rows that keys name; null for a key that finds none. */
  readonly #found = new Map<string, number | null>();
  readonly #refusals = new Set<string>();
  #affected = 0;

  constructor(client: pg.Client, schema: Schema) {
    this.#client = client;
    this.#schema = schema;
  }

  /** Writes all fields, and returns the data of the response. Throws the refusals of the first field that has any. */
  async write(writes: readonly Write[]): Promise<Answer> {
    const data: Record<string, unknown> = {};
    for (const [place, each] of writes.entries()) {
      const [answer] = await this.#each([each], (write) => this.#field(write));
      if (this.#refusals.size > 0) throw new Refusals(this.#refusals);
      data[`f${place}`] = answer;
    }
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
    for (const row of write.rows) await this.#findAll(row);
    return this.#each(write.rows, async (row): Promise<Made> =>
      write.kind === 'create'
        ? { id: await this.#insert(write.table, row), action: 'CREATED' }
        : this.#upsert(write.table, row, write.isKept),
    );
  }

  async #updates(table: number, items: readonly Update[]): Promise<Made[]> {
    for (const item of items) {
      await this.#note(table, item.by);
      await this.#findAll(item);
    }
    const idOf = (item: Update): Promise<number> => this.#find(table, item.by);
    await this.#each(items, async (item) => this.#othersBelow(await idOf(item), item.manies));
    await this.#each(items, async (item) => this.#deleteBelow(await idOf(item), item.manies));
    const links = new Map<Update, ReadonlyMap<string, number | null>>();
    await this.#each(items, async (item) => {
      const id = await idOf(item);
      const [targets] = await this.#each([item.ones], (ones) => this.#targets(ones));
      if (targets) links.set(item, targets);
      await this.#createBelow(id, item.manies);
    });
    return this.#each(items, async (item) => {
      const id = await idOf(item);
      const targets = links.get(item);
      if (!targets) throw new Refused('another row was refused');
      const made = await this.#update(table, id, item, targets);
      await this.#connectBelow(id, item.manies);
      return made;
    });
  }

  /** Goes on after a refused one, so that every mistake is known. */
  async #each<Each, Result>(all: readonly Each[], write: (each: Each) => Promise<Result>): Promise<Result[]> {
    const results: Result[] = [];
    for (const each of all) {
      try {
        results.push(await write(each));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
      }
    }
    return results;
  }

  /** Runs a statement that writes, whose refusal is noted and undoes nothing else. */
  async #act<Result extends pg.QueryResultRow>(sql: string, values: readonly unknown[]): Promise<Result[]> {
    await this.#client.query('savepoint act');
    try {
      return await this.#run<Result>(sql, values);
    } catch (error) {
      await this.#client.query('rollback to savepoint act');
      const kind = error instanceof pg.DatabaseError ? KINDS.get(error.code ?? '') : undefined;
      if (kind === undefined) throw error;
      throw this.#refused(kind.endsWith('REFERENCE') && sql.startsWith('delete') ? 'CONFLICT REFERENCED' : kind);
    } finally {
      await this.#client.query('release savepoint act');
    }
  }

  #refused(kind: string): Refused {
    this.#refusals.add(kind);
    return new Refused(kind);
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
      if (each.verb === 'connect') await this.#note(each.link.target, each.label);
      if (each.verb === 'create' || each.verb === 'upsert') await this.#findAll(each.row);
    }
    for (const each of manies) {
      for (const label of [...each.connect, ...each.disconnect, ...each.delete]) await this.#note(each.table, label);
      for (const row of each.create) await this.#findAll(row);
    }
  }

  async #note(table: number, label: string): Promise<number | null> {
    const { name } = tableAt(this.#schema, table);
    const id = (await this.#run<Made>(`select id from ${name} where label = $1`, [label]))[0]?.id ?? null;
    if (id === null) this.#refusals.add('NOT_FOUND');
    this.#found.set(`${name} ${label}`, id);
    return id;
  }

  async #find(table: number, label: string): Promise<number> {
    const { name } = tableAt(this.#schema, table);
    const known = this.#found.get(`${name} ${label}`);
    const id = known === undefined ? await this.#note(table, label) : known;
    if (id === null) throw new Refused('another row was refused');
    return id;
  }

  async #insert(table: number, row: Row, place?: readonly [string, number]): Promise<number> {
    const values = await this.#valuesOf(row);
    if (place) values.set(...place);
    const id = await this.#insertValues(table, values, '');
    if (id === null) throw new Error('the row was not inserted');
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
    if (!found) throw new Error('the row is neither new nor there');
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
    const id = (await this.#act<Made>(sql, [...values.values()]))[0]?.id ?? null;
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
    await this.#need(table, id);
    const changes = [...values.keys()].map((column, place) => `${column} = $${place + 2}`);
    if (inc !== undefined) changes.push(`n = coalesce(n, 0) + ${inc}`);
    if (changes.length === 0) return { id, action: 'UNCHANGED' };
    const { name } = tableAt(this.#schema, table);
    await this.#act(`update ${name} set ${changes.join(', ')} where id = $1`, [id, ...values.values()]);
    this.#affected++;
    return { id, action: 'UPDATED' };
  }

  async #delete(table: number, id: number): Promise<void> {
    await this.#act(`delete from ${tableAt(this.#schema, table).name} where id = $1`, [id]);
    this.#affected++;
  }

  /** The values that the links of a row take. */
  async #targets(ones: readonly One[]): Promise<Map<string, number | null>> {
    const values = new Map<string, number | null>();
    const made = await this.#each(ones, async (each) => {
      values.set(columnOf(this.#schema, each.link), await this.#target(each));
    });
    if (made.length < ones.length) throw new Refused('another row was refused');
    return values;
  }

  async #target(one: One): Promise<number | null> {
    const { target } = one.link;
    if (one.verb === 'disconnect') return null;
    if (one.verb === 'connect') {
      const id = await this.#find(target, one.label);
      await this.#need(target, id);
      return id;
    }
    if (one.verb === 'create') return this.#insert(target, one.row);
    return (await this.#upsert(target, one.row, true)).id;
  }

  async #createBelow(id: number, manies: readonly Many[]): Promise<void> {
    for (const { table, link, create } of manies) {
      await this.#each(create, (row) => this.#insert(table, row, [columnOf(this.#schema, link), id]));
    }
  }

  async #connectBelow(id: number, manies: readonly Many[]): Promise<void> {
    for (const { table, link, connect, disconnect } of manies) {
      await this.#each(connect, async (label) => this.#link(table, link, await this.#find(table, label), id));
      await this.#each(disconnect, async (label) =>
        this.#link(table, link, await this.#owned(table, link, label, id), null),
      );
    }
  }

  async #link(table: number, link: Link, id: number, parent: number | null): Promise<void> {
    const column = columnOf(this.#schema, link);
    const { name } = tableAt(this.#schema, table);
    await this.#need(table, id);
    const sql = `update ${name} set ${column} = $2 where id = $1 and ${column} is distinct from $2 returning id`;
    this.#affected += (await this.#act(sql, [id, parent])).length;
  }

  /** Rows that the field does not name go first, or lose their parent. */
  async #othersBelow(id: number, manies: readonly Many[]): Promise<void> {
    for (const { table, link, connect, others } of manies.filter((each) => each.others !== 'stay')) {
      const { name } = tableAt(this.#schema, table);
      const column = columnOf(this.#schema, link);
      const act = others === 'delete' ? `delete from ${name}` : `update ${name} set ${column} = null`;
      const sql = `${act} where ${column} = $1 and label <> all($2) returning id`;
      this.#affected += (await this.#act(sql, [id, connect])).length;
    }
  }

  async #deleteBelow(id: number, manies: readonly Many[]): Promise<void> {
    for (const { table, link, delete: labels } of manies) {
      await this.#each(labels, async (label) => this.#delete(table, await this.#owned(table, link, label, id)));
    }
  }

  /** A row of the parent: another parent's is not found. */
  async #owned(table: number, link: Link, label: string, parent: number): Promise<number> {
    const id = await this.#find(table, label);
    const { name } = tableAt(this.#schema, table);
    const sql = `select id from ${name} where id = $1 and ${columnOf(this.#schema, link)} = $2`;
    if ((await this.#act(sql, [id, parent])).length === 0) throw this.#refused('NOT_FOUND');
    return id;
  }

  /** A row that was there may have gone with others. */
  async #need(table: number, id: number): Promise<void> {
    const { name } = tableAt(this.#schema, table);
    if ((await this.#run(`select from ${name} where id = $1`, [id])).length === 0) throw this.#refused('NOT_FOUND');
  }

  async #run<Result extends pg.QueryResultRow>(sql: string, values: readonly unknown[]): Promise<Result[]> {
    return (await this.#client.query<Result>(sql, [...values])).rows;
  }
}
