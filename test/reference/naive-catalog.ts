/**
 * The comparisons of PostgreSQL itself: the operators of a foreign key and those of a type, whatever the search path
 * finds.
 */
import type { PgType, TableName } from '../../schema/model/model.ts';

type Rows = readonly Record<string, string | null>[];
export type Ask = (sql: string) => Promise<Rows>;

/** The comparison of one pair of columns of a foreign key. */
interface Comparison {
  readonly operator: string;
  /** The operand types of the operator, where they are not any array, enum or range. */
  readonly keyType: string | null;
  readonly referringType: string | null;
  /** The collation of the referenced column. PostgreSQL checks the key under it, whatever the referring column has. */
  readonly collation: string | null;
}

/** The same as `ri_GenerateQual` in PostgreSQL's ri_triggers.c: the referenced column stands on the left. */
const FOREIGN_KEYS = `
  select n.nspname || '.' || r.relname as "table", c.conname as name, a.attname as referring,
    'operator(' || quote_ident(os.nspname) || '.' || o.oprname || ')' as operator,
    case when l.typtype <> 'p' then format('%I.%I', ls.nspname, l.typname) end as key_type,
    case when t.typtype <> 'p' then format('%I.%I', ts.nspname, t.typname) end as referring_type,
    case when k.attcollation <> 0 then format('%I.%I', cs.nspname, co.collname) end as collation
  from pg_constraint c join pg_class r on r.oid = c.conrelid join pg_namespace n on n.oid = r.relnamespace
    cross join lateral unnest(c.conkey, c.confkey, c.conpfeqop) p(own, key, op)
    join pg_attribute a on a.attrelid = c.conrelid and a.attnum = p.own
    join pg_attribute k on k.attrelid = c.confrelid and k.attnum = p.key
    join pg_operator o on o.oid = p.op join pg_namespace os on os.oid = o.oprnamespace
    join pg_type l on l.oid = o.oprleft join pg_namespace ls on ls.oid = l.typnamespace
    join pg_type t on t.oid = o.oprright join pg_namespace ts on ts.oid = t.typnamespace
    left join pg_collation co on co.oid = k.attcollation left join pg_namespace cs on cs.oid = co.collnamespace
  where c.contype = 'f'`;

/** The default operator classes of types outside of pg_catalog, whose order operators may have other names. */
const COMPARISONS = `
  select c.opcintype::text as type, s.name, quote_ident(n.nspname) as schema, o.oprname as spelled, m.amname
  from pg_opclass c join pg_am m on m.oid = c.opcmethod join pg_type t on t.oid = c.opcintype
    join pg_amop p on p.amopfamily = c.opcfamily and p.amoplefttype = c.opcintype and p.amoprighttype = c.opcintype
    cross join lateral (values ('btree', 1, '<'), ('btree', 2, '<='), ('btree', 3, '='), ('btree', 3, '<>'), ('btree', 4, '>='), ('btree', 5, '>'),
      ('hash', 1, '='), ('hash', 1, '<>')) s(method, strategy, name)
    join pg_operator e on e.oid = p.amopopr
    join pg_operator o on o.oid = case s.name when '<>' then e.oprnegate else e.oid end join pg_namespace n on n.oid = o.oprnamespace
  where c.opcdefault and m.amname = s.method and p.amopstrategy = s.strategy and t.typnamespace <> 'pg_catalog'::regnamespace
  order by m.amname desc`;

/** The operators of types outside of pg_catalog that take two values of the type. */
const OPERATORS = `
  select o.oprleft::text as type, o.oprname as name, quote_ident(n.nspname) as schema, o.oprname as spelled from pg_operator o
    join pg_namespace n on n.oid = o.oprnamespace join pg_type t on t.oid = o.oprleft
  where o.oprleft = o.oprright and t.typnamespace <> 'pg_catalog'::regnamespace and t.typtype = 'b' and t.typelem = 0`;

const AGGREGATES = `
  select p.proargtypes[0]::text as type, p.proname as name, quote_ident(n.nspname) as schema, p.proname as spelled from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace join pg_type t on t.oid = p.proargtypes[0]
  where p.prokind = 'a' and p.pronargs = 1 and p.pronamespace = t.typnamespace and t.typtype = 'b'`;

export class NaiveCatalog {
  readonly #keys: ReadonlyMap<string, Comparison>;
  readonly #operators: ReadonlyMap<string, string>;
  readonly #aggregates: ReadonlyMap<string, string>;

  constructor(keys: ReadonlyMap<string, Comparison>, operators: Rows, aggregates: Rows) {
    this.#keys = keys;
    this.#operators = spelled(operators);
    this.#aggregates = spelled(aggregates);
  }

  /** Returns the operator of the type itself, or else PostgreSQL's. */
  operator({ oid }: PgType, name: string): string {
    return `operator(${this.#operators.get(`${oid} ${name}`) ?? `pg_catalog.${name}`})`;
  }

  aggregate({ oid }: PgType, name: string): string {
    return this.#aggregates.get(`${oid} ${name}`) ?? `pg_catalog.${name}`;
  }

  /** Compares a column with the key it refers to as the constraint of the table does. */
  foreignKey(table: TableName, constraint: string, column: string, key: string, referring: string): string {
    const found = this.#keys.get(`${table.schema}.${table.name} ${constraint} ${column}`);
    if (!found) throw new Error(`${table.name} has no foreign key ${constraint} with ${column}`);
    const { operator, keyType, referringType, collation } = found;
    const left = keyType === null ? key : `(${key})::${keyType}`;
    const right = referringType === null ? referring : `(${referring})::${referringType}`;
    return `(${left} ${operator} ${right}${collation === null ? '' : ` collate ${collation}`})`;
  }
}

export async function readNaiveCatalog(ask: Ask): Promise<NaiveCatalog> {
  const keys = (await ask(FOREIGN_KEYS)).map((row) => {
    const comparison: Comparison = {
      operator: row['operator'] ?? '',
      keyType: row['key_type'] ?? null,
      referringType: row['referring_type'] ?? null,
      collation: row['collation'] ?? null,
    };
    return [`${row['table']} ${row['name']} ${row['referring']}`, comparison] as const;
  });
  const operators = [...(await ask(OPERATORS)), ...(await ask(COMPARISONS))];
  return new NaiveCatalog(new Map(keys), operators, await ask(AGGREGATES));
}

/** The later one of two rows with one name counts. */
function spelled(rows: Rows): ReadonlyMap<string, string> {
  return new Map(rows.map((row) => [`${row['type']} ${row['name']}`, `${row['schema']}.${row['spelled']}`]));
}
