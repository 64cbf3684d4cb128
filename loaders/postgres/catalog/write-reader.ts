/** Reads the facts about writing out of the rows of the catalog's statements. */
import type { CatalogType } from '../../../schema/catalog/catalog.ts';
import type {
  CheckConstraint,
  ColumnDefault,
  ColumnWrite,
  Deferrable,
  ForeignKeyWrite,
  ReferentialAction,
  TableWrite,
  Trigger,
  UniqueIndex,
  Writable,
  WriteEvent,
} from '../../../schema/catalog/write.ts';
import {
  booleanOf,
  type CatalogRow,
  integerOf,
  integersOf,
  objectsOf,
  optionalTextOf,
  stringsOf,
  textOf,
  wordOf,
} from '../catalog-values.ts';

const EVENTS: readonly WriteEvent[] = ['insert', 'update', 'delete'];
const WRITABLE: readonly Writable[] = ['yes', 'no right', 'never'];
const DEFERRABLE: readonly Deferrable[] = ['no', 'initially immediate', 'initially deferred'];
const TIMINGS: readonly Trigger['timing'][] = ['before', 'after', 'instead of'];
const LEVELS: readonly Trigger['level'][] = ['row', 'statement'];
const CHECKS: readonly CheckConstraint<number>['kind'][] = ['check', 'exclusion'];
const ACTIONS: readonly ReferentialAction[] = ['no action', 'restrict', 'cascade', 'set null', 'set default'];

export function readTableWrite(
  row: CatalogRow,
  indexRows: readonly CatalogRow[],
  readable: ReadonlyMap<number, unknown>,
): TableWrite<number> {
  const rules = stringsOf(row, 'rules');
  const isReadable = ({ elements }: UniqueIndex<number>): boolean => {
    return elements.every((element) => typeof element === 'string' || readable.has(element));
  };
  return {
    events: {
      insert: wordOf(WRITABLE, row, 'insertable'),
      update: wordOf(WRITABLE, row, 'updatable'),
      delete: wordOf(WRITABLE, row, 'deletable'),
    },
    triggers: objectsOf(row, 'triggers').map(readTrigger),
    rules: EVENTS.filter((event) => rules.includes(event)),
    unreadRequired: stringsOf(row, 'unread_required'),
    uniqueIndexes: indexRows
      .filter((index) => booleanOf(index, 'is_unique'))
      .map(readUniqueIndex)
      .filter(isReadable),
    checks: objectsOf(row, 'checks').map((check) => ({
      name: textOf(check, 'name'),
      kind: wordOf(CHECKS, check, 'kind'),
      columns: integersOf(check, 'columns').filter((attnum) => readable.has(attnum)),
      deferrable: wordOf(DEFERRABLE, check, 'deferrable'),
    })),
  };
}

function readTrigger(row: CatalogRow): Trigger {
  const events = textOf(row, 'events').split(' ');
  return {
    name: textOf(row, 'name'),
    timing: wordOf(TIMINGS, row, 'timing'),
    level: wordOf(LEVELS, row, 'level'),
    events: EVENTS.filter((event) => events.includes(event)),
    deferrable: wordOf(DEFERRABLE, row, 'deferrable'),
  };
}

function readUniqueIndex(row: CatalogRow): UniqueIndex<number> {
  const texts = stringsOf(row, 'elements');
  return {
    name: textOf(row, 'name'),
    elements: integersOf(row, 'columns').map((attnum, place) => (attnum === 0 ? (texts[place] ?? '') : attnum)),
    operators: stringsOf(row, 'element_operators'),
    predicate: optionalTextOf(row, 'predicate'),
    deferrable: wordOf(DEFERRABLE, row, 'deferrable'),
  };
}

export function readForeignKeyWrite(row: CatalogRow): ForeignKeyWrite {
  return {
    deferrable: wordOf(DEFERRABLE, row, 'deferrable'),
    onDelete: wordOf(ACTIONS, row, 'on_delete'),
    onUpdate: wordOf(ACTIONS, row, 'on_update'),
  };
}

export function readColumnWrite(
  row: CatalogRow,
  typeOid: number,
  types: ReadonlyMap<number, CatalogType>,
): ColumnWrite {
  const isOfTable = booleanOf(row, 'may_prove');
  return {
    insert: wordOf(WRITABLE, row, 'insertable'),
    update: wordOf(WRITABLE, row, 'updatable'),
    refusesNull: isOfTable && (booleanOf(row, 'refuses_null') || refusesNull(typeOid, types)),
    default: readDefault(row),
    modifier: modifierOf(row) ?? domainModifier(typeOid, types),
  };
}

function readDefault(row: CatalogRow): ColumnDefault | null {
  const kind = wordOf(['value', 'identity', 'generated'], row, 'default_kind');
  const expression = optionalTextOf(row, 'default_expression');
  if (kind === 'generated') return { kind, stored: booleanOf(row, 'is_stored') };
  if (kind === 'identity') return { kind, always: booleanOf(row, 'is_always'), expression };
  return expression === null ? null : { kind, expression };
}

/** PostgreSQL writes -1 where a type has none. */
export function modifierOf(row: CatalogRow): number | null {
  const modifier = integerOf(row, 'modifier');
  return modifier === -1 ? null : modifier;
}

function domainModifier(oid: number, types: ReadonlyMap<number, CatalogType>): number | null {
  const type = types.get(oid);
  if (type?.kind !== 'domain') return null;
  return type.modifier ?? (type.relatedOid === null ? null : domainModifier(type.relatedOid, types));
}

/** A domain over a NOT NULL domain refuses nulls too. */
export function refusesNull(oid: number, types: ReadonlyMap<number, CatalogType>): boolean {
  const type = types.get(oid);
  if (type?.kind !== 'domain') return false;
  return type.notNull || (type.relatedOid !== null && refusesNull(type.relatedOid, types));
}
