/** Rows that a field does not name → the statement that deletes or disconnects them, one for all parents of a relation. */
import type { Column } from '../../schema/model/model.ts';
import type { PendingOthers } from '../plan/write/pending-others.ts';
import { type RowKey, textOf } from '../plan/write/pending.ts';
import { othersStatement } from '../sql/write/others-statement.ts';
import { groupBy, numberOf } from './row-groups.ts';
import { isFew, type RowWrite, valueOf, type WriteSettings } from './row-writes.ts';
import { presetsOf } from './write-access.ts';

/** `tell` is told how many rows are gone or disconnected. */
export function othersWrites(
  all: readonly PendingOthers[],
  settings: WriteSettings,
  tell: (count: number) => void,
): readonly RowWrite[] {
  return groupBy(all, othersName).map((group) => othersWrite(group, settings, tell));
}

function othersName({ entity, action, parent, kept }: PendingOthers): string {
  const sets = new Set(kept.map(({ columns }) => columns.map(numberOf).join(',')));
  return `${numberOf(entity)}/${action}/${parent.columns.map(numberOf).join(',')}/${[...sets].sort().join(' ')}`;
}

function othersWrite(
  group: readonly PendingOthers[],
  { access, prepare, configured }: WriteSettings,
  tell: (count: number) => void,
): RowWrite {
  const [first] = group;
  if (!first) throw new Error('no rows to leave out');
  const { entity, action, parent } = first;
  const stays = group.flatMap((each) => each.kept.map((key) => ({ key, parent: each.parent })));
  const sets = groupBy(stays, ({ key }) => key.columns.map(numberOf).join(','));
  const kept = sets.map((set) => set[0]?.key.columns ?? []);
  const event = action === 'delete' ? 'delete' : 'update';
  const presets = presetsOf(access, event, entity);
  const statement = othersStatement({ entity, action, parent: parent.columns, kept, presets }, access[event]);
  const arrays = [
    ...arraysOf(
      group.map((each) => each.parent),
      parent.columns,
    ),
    ...sets.flatMap((set, index) => [
      ...arraysOf(
        set.map((each) => each.parent),
        parent.columns,
      ),
      ...arraysOf(
        set.map(({ key }) => key),
        kept[index] ?? [],
      ),
    ]),
  ];
  const values = statement.parameters.map((parameter) => valueOf(parameter, arrays, configured));
  const call = { sql: statement.sql, values, maxRows: 1, prepare: prepare && isFew(stays), path: entity.name };
  const { parameters } = statement;
  return {
    rows: [],
    entity,
    kind: action === 'delete' ? 'delete' : 'update',
    purpose: 'others',
    call,
    parameters,
    apply: ({ rows }) => tell(rows.integer(0, 0)),
  };
}

function arraysOf(keys: readonly RowKey[], columns: readonly Column[]): (string | null)[][] {
  return columns.map((_, position) =>
    keys.map(({ cells }) => {
      const cell = cells[position];
      return (cell && textOf(cell)) ?? null;
    }),
  );
}
