/** Functions that the database has described become root fields. */
import type { Entity, RootFunction } from '../model.ts';
import type { TypeResolver } from '../pg-types.ts';
import type { DescribedRoot } from './described.ts';

/** What every list takes. */
const LIST_ARGUMENTS = ['where', 'orderBy', 'limit', 'offset'];

export function rootFunctions(
  entities: readonly Entity[],
  described: readonly DescribedRoot[],
  types: TypeResolver,
  mistakes: string[],
): RootFunction[] {
  const taken = new Set(entities.flatMap(rootFields));
  return described.flatMap(({ table, field, settings, function: name, args }) => {
    const { path, description } = settings;
    const entity = entities.find((each) => each.table.schema === table.schema && each.table.name === table.name);
    const report = (problem: string): number => mistakes.push(`${path}: ${problem}`);
    if (!entity) report(`${settings.function} gives rows of ${table.schema}.${table.name}, which is not served.`);
    if (!/^(?!__)[_A-Za-z]\w*$/.test(field)) report(`"${field}" is no name of GraphQL.`);
    if (taken.has(field)) report(`there is a root field "${field}" already. Give it another name.`);
    const clash = args.find((arg) => LIST_ARGUMENTS.includes(arg.name));
    if (clash) report(`its argument ${clash.sqlName} would take the place of the list's own ${clash.name}.`);
    const resolved = args.map((arg) => ({ ...arg, type: types.resolve(arg.typeOid) }));
    return entity ? [{ field, entity, call: { kind: 'function', function: name, args: resolved }, description }] : [];
  });
}

function rootFields({ roots }: Entity): string[] {
  return [roots.list, roots.connection, roots.aggregate, ...roots.one.map(({ field }) => field)];
}
