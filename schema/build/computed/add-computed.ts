/** Adds the values that the database has described to their entities. */
import type { EntityDraft } from '../tables/build-entity.ts';
import { graphqlTypeName } from '../../naming/graphql-type-name.ts';
import type { Computed } from '../../model/model.ts';
import { isSameName } from '../../model/same-name.ts';
import type { TypeResolver } from '../tables/pg-types.ts';
import { fieldsOf } from '../../model/subtypes.ts';
import { nameProblem } from '../../naming/naming.ts';
import type { ConfigIssues } from '../../config/reader/config-issues.ts';
import type { DescribedField } from './described.ts';
import { isGraphqlName } from '../tables/type-names.ts';

export function addComputed(
  drafts: readonly EntityDraft[],
  fields: readonly DescribedField[],
  types: TypeResolver,
  issues: ConfigIssues,
): void {
  for (const field of fields) {
    const draft = drafts.find(({ entity }) => isSameName(entity.table, field.table));
    if (draft) addField(draft, field, types, issues);
  }
}

function addField(
  { entity, computed }: EntityDraft,
  described: DescribedField,
  types: TypeResolver,
  issues: ConfigIssues,
): void {
  const { field, settings } = described;
  const { path, description } = settings;
  const scope = issues.at(path, { leavesOut: { names: [field] } });
  const type = types.resolve(described.typeOid);
  const problem =
    nameProblem(field) ??
    (fieldsOf(entity).includes(field) ? `${entity.name} has a field "${field}" already. Give it another name.` : null);
  if (problem) return void scope.because(problem);
  const { name } = settings.type;
  if (name !== null && isGraphqlName(name) && name !== graphqlTypeName(type)) {
    scope.at('type').wrong(`is ${name}; PostgreSQL makes it ${graphqlTypeName(type)}.`);
  }
  // A window value belongs to a row of a list; in a to-one it is null.
  const nullable = settings.source.kind === 'window' || !settings.type.required;
  const index = entity.columns.length + entity.hiddenColumns.length + computed.length;
  const value = computedOf(described, types);
  computed.push({ field, name: field, type, nullable, description, stored: null, index, computed: value });
}

function computedOf({ settings: { source }, args, function: called }: DescribedField, types: TypeResolver): Computed {
  const resolved = args.map((arg) => ({ ...arg, type: types.resolve(arg.typeOid) }));
  if (source.kind !== 'function') return { kind: source.kind, parts: source.parts, args: resolved };
  return { kind: 'function', function: called ?? { schema: '', name: source.name }, args: resolved };
}
