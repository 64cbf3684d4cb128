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
const UNSORTABLE = new Set([
  ...['json', 'xml', 'point', 'line', 'lseg', 'box', 'path', 'polygon', 'circle', 'xid', 'cid', 'aclitem', 'jsonpath'],
]);

export function sortable(type: PgType): boolean {
  if (type.kind === 'array') return sortable(type.element);
  if (type.kind === 'composite') return type.composite.attributes.every((attribute) => sortable(attribute.type));
  return type.kind !== 'scalar' || type.schema !== 'pg_catalog' || !UNSORTABLE.has(type.name);
}

export class OrderTypes {
  readonly #sources: Map<string, InputSource>;
  readonly #orders = new Map<Entity, GraphQLInputObjectType>();
  readonly #direction = new GraphQLEnumType({
    name: 'OrderDirection',
    values: Object.fromEntries(DIRECTIONS.map(([value, description]) => [value, { description }])),
  });
  readonly #count = new GraphQLInputObjectType({
    name: 'OrderByCount',
    fields: { count: { type: this.#direction } },
    isOneOf: true,
  });

  constructor(sources: Map<string, InputSource>) {
    this.#sources = sources;
  }

  of(entity: Entity): GraphQLInputObjectType {
    return memo(this.#orders, entity, () => {
      const name = `${entity.name}OrderBy`;
      const sources = orderSources(entity);
      for (const [field, source] of sources) this.#sources.set(`${name}.${field}`, source);
      const fields = () => Object.fromEntries(sources.map(([field, source]) => [field, { type: this.#type(source) }]));
      const description = `One thing to order ${entity.name} by. The key is appended, so every order is total.`;
      return new GraphQLInputObjectType({ name, description, fields, isOneOf: true });
    });
  }

  #type(source: InputSource): GraphQLInputType {
    if (source.kind === 'one') return this.of(source.relation.target);
    return source.kind === 'manyCount' ? this.#count : this.#direction;
  }
}

type Named = readonly [string, InputSource];

function orderSources(entity: Entity): readonly Named[] {
  const columns = entity.columns
    .filter((column) => sortable(column.type))
    .map((column): Named => [column.field, { kind: 'column', column }]);
  const relations = entity.relations.flatMap((relation): Named[] => {
    if (relation.tree !== null) return [];
    if (relation.kind === 'one') return [[relation.field, { kind: 'one', relation }]];
    return relation.siblings ? [[relation.siblings.aggregate, { kind: 'manyCount', relation }]] : [];
  });
  return [...columns, ...relations];
}
