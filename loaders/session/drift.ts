/**
 * What has changed in the database since the model was read, asked for when a statement has failed for such a reason.
 */
import type { Column, Entity } from '../../schema/model.ts';
import { type Database, DatabaseError } from './database.ts';

/** Columns that cannot be read any more, each with the error that says why. */
export type GoneColumns = ReadonlyMap<Column, DatabaseError>;

/** A domain counts as what it is made of. */
const CHECK = `
with recursive base(oid, base) as (
  select oid, oid from pg_catalog.pg_type where typtype <> 'd'
  union all
  select t.oid, b.base from base b join pg_catalog.pg_type t on t.typtype = 'd' and t.typbasetype = b.oid
)
select k.ord::int4, a.attname is not null
from unnest($1::text[], $2::text[], $3::text[], $4::oid[]) with ordinality as k(schema, "table", "column", type, ord)
left join pg_catalog.pg_namespace n on n.nspname = k.schema
left join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = k."table"
left join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attname = k."column" and not a.attisdropped
left join base b on b.oid = a.atttypid
where b.base is distinct from k.type`;

export class DriftCheck {
  readonly #database: Database;
  readonly #entities: readonly Entity[];
  #running: Promise<GoneColumns> | null = null;

  constructor(database: Database, entities: readonly Entity[]) {
    this.#database = database;
    this.#entities = entities.filter((entity) => !entity.stub);
  }

  /** Who asks while others wait for the answer gets theirs. */
  goneColumns(): Promise<GoneColumns> {
    this.#running ??= this.#ask().finally(() => (this.#running = null));
    return this.#running;
  }

  async #ask(): Promise<GoneColumns> {
    const all = this.#entities.flatMap((entity) => {
      return [...entity.columns, ...entity.hiddenColumns].map((column) => ({ entity, column }));
    });
    const values = [
      all.map(({ entity }) => entity.table.schema),
      all.map(({ entity }) => entity.table.name),
      all.map(({ column }) => column.name),
      all.map(({ column: { type, stored } }) => `${(stored ?? type).oid}`),
    ];
    const connection = await this.#database.acquire(null);
    try {
      const call = { sql: CHECK, values, maxRows: all.length, prepare: false };
      const [result] = await connection.send([call], { begin: false, commit: false, settings: [] });
      const gone = new Map<Column, DatabaseError>();
      for (let row = 0; row < (result?.rows.rowCount ?? 0); row++) {
        const changed = all[(result?.rows.integer(row, 0) ?? 0) - 1];
        if (changed)
          gone.set(changed.column, goneError(changed.entity, changed.column, result?.rows.text(row, 1) === 't'));
      }
      return gone;
    } finally {
      await connection.release();
    }
  }
}

function goneError({ name, table }: Entity, column: Column, exists: boolean): DatabaseError {
  const how = exists ? 'has another type in the database now' : 'is no longer in the database';
  return new DatabaseError('SCHEMA_CHANGED', `${name}.${column.field} ${how}.`, {
    detail: `column "${column.name}" of table "${table.schema}"."${table.name}"`,
    hint: 'Restart the gateway to read the schema again.',
  });
}
