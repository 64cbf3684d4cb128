/** Makes root fields of the functions that the database has described. */
import { nameProblem } from '../../naming/naming.ts';
import type { Column, Entity, PgType, RootFunction } from '../../model/model.ts';
import { PLAIN_ENTITY } from '../../model/plain-entity.ts';
import { rootFields } from '../../model/root-fields.ts';
import { isSameName } from '../../model/same-name.ts';
import type { TypeResolver } from '../tables/pg-types.ts';
import type { ConfigIssues } from '../../config/reader/config-issues.ts';
import type { DescribedRoot } from './described.ts';

/** The arguments of every list of rows, and of every list of values. */
const LIST_ARGUMENTS = { rows: ['where', 'orderBy', 'limit', 'offset'], values: ['limit', 'offset'] };

export function rootFunctions(
  entities: readonly Entity[],
  described: readonly DescribedRoot[],
  types: TypeResolver,
  issues: ConfigIssues,
): RootFunction[] {
  const taken = new Set(entities.flatMap(rootFields));
  return described.flatMap((root) => {
    const { field, settings, isList, function: name, args } = root;
    const { path, description } = settings;
    const given = root.table ? givenRows(entities, root) : givenValues(root, types);
    const scope = issues.at(path);
    const table = `${root.table?.schema}.${root.table?.name}`;
    if (!given) scope.because(`${settings.function} gives rows of ${table}, which is not served.`);
    const wrongName = nameProblem(field);
    if (wrongName) scope.because(wrongName);
    if (taken.has(field)) scope.because(`there is a root field "${field}" already. Give it another name.`);
    const own = isList ? LIST_ARGUMENTS[root.table ? 'rows' : 'values'] : [];
    const clash = args.find((arg) => own.includes(arg.name));
    if (clash) scope.because(`its argument ${clash.sqlName} would take the place of the list's own ${clash.name}.`);
    const resolved = args.map((arg) => ({ ...arg, type: types.resolve(arg.typeOid) }));
    return given && !scope.hasIssues
      ? [{ ...given, field, isList, call: { kind: 'function', function: name, args: resolved }, description }]
      : [];
  });
}

type Given = Pick<RootFunction, 'entity' | 'value'>;

function givenRows(entities: readonly Entity[], { table }: DescribedRoot): Given | null {
  const entity = entities.find((each) => table && isSameName(each.table, table));
  return entity ? { entity, value: null } : null;
}

/** Makes an entity of one column for the values of a function, which may be null. */
function givenValues({ function: table, typeOid }: DescribedRoot, types: TypeResolver): Given {
  const value = valueColumn(types.resolve(typeOid));
  return { entity: { ...PLAIN_ENTITY, name: `${table.schema}.${table.name}`, table, columns: [value] }, value };
}

function valueColumn(type: PgType): Column {
  return { field: 'value', name: 'value', type, nullable: true, description: null, stored: null, index: 0 };
}
