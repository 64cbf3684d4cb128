/** `OrderOrderBy`: one column, a path through to-one relations, or a count of a to-many relation. */
import { GraphQLEnumType, GraphQLInputObjectType, type GraphQLInputType } from 'graphql';
import type { InputSource } from './field-sources.ts';
import type { Entity, PgType } from './model.ts';
import { memo } from './value-types.ts';

const DIRECTIONS = [
  ['ASC', 'Ascending, nulls last.'],
  ['DESC', 'Descending, nulls last.'],
  ['ASC_NULLS_FIRST', 'Ascending, nulls first.'],
  ['ASC_NULLS_LAST', 'Ascending, nulls last.'],
  ['DESC_NULLS_FIRST', 'Descending, nulls first.'],
  ['DESC_NULLS_LAST', 'Descending, nulls last.'],
] as const;

/** Types of pg_catalog without a btree order. */
const UNSORTABLE = new Set(
  'json xml jsonpath point line lseg box path polygon circle xid cid aclitem refcursor pg_snapshot txid_snapshot'.split(
    ' ',
  ),
);

export function sortable(type: PgType): boolean {
  if (type.kind === 'array') return sortable(type.element);
  if (type.kind === 'composite') return type.composite.attributes.every((attribute) => sortable(attribute.type));
  return type.kind !== 'scalar' || type.schema !== 'pg_catalog' || !UNSORTABLE.has(type.name);
}

export class OrderTypes {
  readonly #sources: Map<string, InputSource>;
  readonly #orders = new Map<Entity, GraphQLInputObjectType | null>();
  readonly direction = new GraphQLEnumType({
    name: 'OrderDirection',
    values: Object.fromEntries(DIRECTIONS.map(([value, description]) => [value, { description }])),
  });
  readonly #count = new GraphQLInputObjectType({
    name: 'OrderByCount',
    fields: { count: { type: this.direction } },
    isOneOf: true,
  });

  constructor(sources: Map<string, InputSource>) {
    this.#sources = sources;
  }

  /** Null when nothing of the entity's own can be ordered by: every column is json, say. */
  of(entity: Entity): GraphQLInputObjectType | null {
    return memo(this.#orders, entity, () => {
      const name = `${entity.name}OrderBy`;
      const sources = orderSources(entity);
      if (!sources.some(([, source]) => source.kind !== 'one')) return null;
      for (const [field, source] of sources) this.#sources.set(`${name}.${field}`, source);
      const fields = () => Object.fromEntries(sources.flatMap(([field, source]) => this.#field(field, source)));
      const description = `One thing to order ${entity.name} by. The key is appended, so every order is total.`;
      return new GraphQLInputObjectType({ name, description, fields, isOneOf: true });
    });
  }

  #field(name: string, source: InputSource): [string, { type: GraphQLInputType }][] {
    const type = this.#type(source);
    return type === null ? [] : [[name, { type }]];
  }

  #type(source: InputSource): GraphQLInputType | null {
    if (source.kind === 'one') return this.of(source.relation.target);
    return source.kind === 'manyCount' ? this.#count : this.direction;
  }
}

type Named = readonly [string, InputSource];

function orderSources(entity: Entity): readonly Named[] {
  const columns = entity.columns
    .filter((column) => sortable(column.type))
    .map((column): Named => [column.field, { kind: 'column', column }]);
  const relations = entity.relations.flatMap((relation): Named[] => {
    if (relation.tree !== null || relation.target.stub) return [];
    if (relation.kind === 'one') return [[relation.field, { kind: 'one', relation }]];
    return relation.siblings ? [[relation.siblings.aggregate, { kind: 'manyCount', relation }]] : [];
  });
  return [...columns, ...relations];
}
