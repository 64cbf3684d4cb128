/**
 * Turns PostgreSQL types into those of the model: domains are resolved, enums and composites are named for GraphQL.
 */
import type { Catalog, CatalogType } from '../../catalog/catalog.ts';
import { graphqlTypeName } from '../../naming/graphql-type-name.ts';
import type { CompositeType, EnumType, OutsideType, PgType } from '../../model/model.ts';
import { camelCases, pascal, pascalCase, words, wordsApart } from '../../naming/naming.ts';
import { withOriginal } from '../../util/transliterate.ts';
import { typeCompanions } from '../../naming/type-companions.ts';
import { type UniqueNames, uniqueInOrder } from '../../naming/unique-names.ts';
import { memo } from '../../util/memo.ts';

/** Names of enum and composite types by oid. */
export type TypeNames = ReadonlyMap<number, string>;

/** Tables have their names before types do, because a table's name is worth more to a client than a type's. */
export function nameTypes(catalog: Catalog, names: UniqueNames): TypeNames {
  const named = new Map<number, string>();
  const apart = wordsApart(
    Array.from(catalog.types.values(), ({ name }) => name),
    pascal,
  );
  for (const type of catalog.types.values()) {
    if (!hasGraphqlType(type)) continue;
    const plain = pascal([...words(type.name), ...apart(type.name)]);
    const kind = type.kind === 'enum' ? 'Enum' : 'Type';
    const candidates = [plain, plain + kind, pascalCase(type.schema) + plain] as const;
    named.set(type.oid, names.claim([...candidates], typeCompanions));
  }
  return named;
}

/** Names of the scalars and ranges that columns of this catalog have. They cannot move, so tables must. */
export function scalarTypeNames(catalog: Catalog): string[] {
  return Array.from(catalog.types.values(), (type) => {
    if (hasGraphqlType(type) || type.kind === 'array' || type.kind === 'domain') return [];
    const { oid, schema, name } = type;
    const scalar = { kind: 'scalar', oid, schema, name } as const;
    return [graphqlTypeName(type.kind === 'range' ? { ...scalar, kind: 'range', subtype: scalar } : scalar)];
  }).flat();
}

/** GraphQL has no enum without values and no object without fields. Such types are scalars in their text form. */
function hasGraphqlType(type: CatalogType): boolean {
  return (type.kind === 'enum' && type.labels.length > 0) || (type.kind === 'composite' && type.attributes.length > 0);
}

/** Resolves oids to types. Equal oids give the same object. */
export class TypeResolver {
  readonly #catalog: Catalog;
  readonly #names: TypeNames;
  readonly #resolved = new Map<number, PgType>();
  /** Arrays of several dimensions, by oid and dimensions. */
  readonly #nested = new Map<string, PgType>();

  constructor(catalog: Catalog, names: TypeNames) {
    this.#catalog = catalog;
    this.#names = names;
  }

  /** `dimensions` is the number that the column, attribute or domain declares. */
  resolve(oid: number, dimensions = 1): PgType {
    const type = this.#resolve(oid);
    if (type.kind !== 'array' || type.oid !== oid || dimensions <= 1) return type;
    return memo(this.#nested, `${oid} ${dimensions}`, () => ({ ...type, dimensions }));
  }

  #resolve(oid: number): PgType {
    const cached = this.#resolved.get(oid);
    if (cached !== undefined) return cached;
    const type = this.#catalog.types.get(oid);
    if (type === undefined)
      throw new Error(`The catalog names a type with oid ${oid} but does not describe it. Read the catalog again.`);
    const resolved = this.#build(type);
    this.#resolved.set(oid, resolved);
    return resolved;
  }

  /** Whether the type is a domain over an enum, or an array of domains that are not arrays themselves; see `Column.asBase`. */
  isDisguised(oid: number): boolean {
    const type = this.#catalog.types.get(oid);
    const related = type?.relatedOid ?? null;
    if (!type || related === null) return false;
    if (type.kind === 'domain') return this.#resolve(related).kind === 'enum' || this.isDisguised(related);
    const element = type.kind === 'array' ? this.#catalog.types.get(related) : null;
    return element?.kind === 'domain' && this.#resolve(related).kind !== 'array';
  }

  /** The enums come in the order of the catalog's types. */
  get enums(): EnumType[] {
    return this.#used((type) => (type.kind === 'enum' ? [type.enum] : []));
  }

  get composites(): CompositeType[] {
    return this.#used((type) => (type.kind === 'composite' ? [type.composite] : []));
  }

  #used<T>(pick: (type: PgType) => T[]): T[] {
    return Array.from(this.#catalog.types.values(), (type) => {
      const resolved = type.kind === 'domain' ? undefined : this.#resolved.get(type.oid);
      return resolved === undefined ? [] : pick(resolved);
    }).flat();
  }

  #build(type: CatalogType): PgType {
    const { oid, schema, name } = type;
    const graphqlName = this.#names.get(oid);
    const related = type.relatedOid;
    const said: OutsideType = {
      ...(type.operators.size > 0 && { operators: type.operators }),
      ...(!type.usable && { unusable: true }),
    };
    if (type.kind === 'domain' && related !== null) return this.resolve(related, type.dimensions);
    if (type.kind === 'array' && related !== null) {
      const element = this.resolve(related);
      const unusable = !type.usable || element.unusable ? ({ unusable: true } as const) : {};
      const array = { kind: 'array', oid, schema, name, element, dimensions: 1, ...unusable } as const;
      return this.isDisguised(oid) ? { ...array, ofDomain: true } : array;
    }
    if (type.kind === 'range' && related !== null)
      return { kind: 'range', oid, schema, name, subtype: this.resolve(related), ...said };
    if (type.kind === 'enum' && graphqlName !== undefined) {
      return { kind: 'enum', oid, schema, name, enum: enumType(type, graphqlName), ...said };
    }
    if (type.kind === 'composite' && graphqlName !== undefined) {
      return { kind: 'composite', oid, schema, name, composite: this.#compositeType(type, graphqlName), ...said };
    }
    return { kind: 'scalar', oid, schema, name, ...lacking(type), ...said };
  }

  #compositeType(type: CatalogType, name: string): CompositeType {
    const fields = uniqueInOrder(camelCases(type.attributes.map((attribute) => attribute.name)));
    return {
      name,
      schema: type.schema,
      pgName: type.name,
      description: withOriginal(type.comment, type.name),
      attributes: type.attributes.map((attribute, index) => ({
        field: fields[index] ?? attribute.name,
        name: attribute.name,
        type: this.resolve(attribute.typeOid, attribute.dimensions),
      })),
    };
  }
}

/** The operators of PostgreSQL's own types are known by name; see `operators.ts`. */
function lacking({ schema, kind, operators }: CatalogType): { lacks?: 'equality' | 'order' } {
  if (schema === 'pg_catalog' || kind !== 'base') return {};
  if (!operators.has('=') || !operators.has('<>')) return { lacks: 'equality' };
  return operators.has('<') ? {} : { lacks: 'order' };
}

function enumType(type: CatalogType, name: string): EnumType {
  // A label that is a name keeps it, wherever it stands, and made names give way.
  const [kept, made] = [type.labels.filter(isName), type.labels.filter((label) => !isName(label))];
  const labels = [...kept, ...made];
  const apart = wordsApart(labels, upper);
  const names = uniqueInOrder(labels.map((label) => enumValueName(label, apart(label))));
  const nameOf = new Map(labels.map((label, index) => [label, names[index]]));
  return {
    name,
    schema: type.schema,
    pgName: type.name,
    description: withOriginal(type.comment, type.name),
    values: type.labels.map((label) => ({ name: nameOf.get(label) ?? label, label })),
  };
}

/** A label that GraphQL accepts stays as it is. Any other becomes UPPER_CASE: `in-transit` → `IN_TRANSIT`. */
function enumValueName(label: string, apart: readonly string[]): string {
  if (isName(label)) return label;
  const name = upper([...words(label), ...apart]) || 'EMPTY';
  return /^[0-9]/.test(name) ? `_${name}` : name;
}

function upper(parts: readonly string[]): string {
  return parts.join('_').toUpperCase();
}

function isName(label: string): boolean {
  return /^(?!__)[_A-Za-z][_0-9A-Za-z]*$/.test(label) && !/^(true|false|null)$/.test(label);
}
