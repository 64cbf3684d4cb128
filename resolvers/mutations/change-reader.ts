/** Arguments of a mutation → rows of a unit of work. Every mistake that can be told before SQL is told, all at once. */
import { bothKeys, type Cell, type InputPath, PendingRow, type RowKey } from '../../loaders/plan/write/pending.ts';
import type { PendingOthers } from '../../loaders/plan/write/pending-others.ts';
import { WriteError, WriteErrors } from '../../loaders/work/write-error.ts';
import type { LimitsConfig } from '../../schema/config/config.ts';
import type { Column, Entity, Relation } from '../../schema/model/model.ts';
import { columnsOfKey, type ConflictKey, conflictKeys } from '../../schema/mutations/conflict-keys.ts';
import {
  broughtColumns,
  changeableColumns,
  isRequired,
  versionsOf,
  type Writable,
} from '../../schema/mutations/writable.ts';
import { memo } from '../../schema/util/memo.ts';
import { readChanges } from './column-changes.ts';
import { columnOf, columnsOf, InputValues, recordOf, type Values } from './input-values.ts';
import { type Place, RelatedReader, type RowReader } from './related-reader.ts';

const NOWHERE: Place = { cells: new Map(), inputs: new Map() };

interface ReadValues {
  readonly cells: Map<Column, Cell>;
  readonly inputs: Map<Column, InputPath>;
  /** Relations that are given too. */
  readonly relations: readonly Relation[];
}

export interface RowLimits extends Pick<LimitsConfig, 'inputDepth' | 'maxWrittenRows'> {
  /** Rows of the fields before; left out: there are none. */
  readonly rowsBefore?: number;
}

export class ChangeReader implements RowReader {
  readonly rows: PendingRow[] = [];
  /** Related rows that a field does not name, and that go therefore. */
  readonly others: PendingOthers[] = [];
  readonly values = new InputValues();
  readonly #writables: ReadonlyMap<Entity, Writable>;
  readonly #limits: RowLimits;
  // A list has a thousand rows of one entity.
  readonly #keys = new Map<Entity, readonly ConflictKey[]>();
  readonly #changeable = new Map<Entity, ReadonlySet<Column>>();
  readonly #brought = new Map<Entity, ReadonlySet<Column>>();
  #depth = 0;
  readonly #related = new RelatedReader(this);

  constructor(writables: ReadonlyMap<Entity, Writable>, limits: RowLimits) {
    this.#writables = writables;
    this.#limits = limits;
  }

  create(entity: Entity, values: Values, input: InputPath, place: Place = NOWHERE): PendingRow {
    return this.#below(entity, input, () => {
      const { cells, inputs, relations } = this.#values(entity, values, input, place);
      const row = this.add(new PendingRow({ entity, kind: 'insert', input, cells, inputs }));
      this.#related.below(row, values, input, backward(relations));
      return row;
    });
  }

  /** `valuesInput`: the place of `values`, which a list of upserts has in another place than the other arguments. */
  upsert(
    entity: Entity,
    args: Values,
    [input, valuesInput]: readonly [InputPath, InputPath],
    place = NOWHERE,
  ): PendingRow {
    return this.#below(entity, input, () => this.#upsert(entity, args, [input, valuesInput], place));
  }

  #upsert(
    entity: Entity,
    args: Values,
    [input, valuesInput]: readonly [InputPath, InputPath],
    place: Place,
  ): PendingRow {
    const values = recordOf(args['values']);
    const { cells, inputs, relations } = this.#values(entity, values, valuesInput, place);
    const key = memo(this.#keys, entity, () => conflictKeys(entity)).find(({ name }) => name === args['on']);
    if (!key) throw new Error(`${entity.name} has no such key`);
    const inc = columnsOf(args['inc']) ?? [];
    const named = columnsOfKey(key);
    const presets = new Set(entity.write?.configured?.create?.presets.map(({ column }) => column));
    for (const column of [...named, ...inc]) {
      if (cells.has(column) || presets.has(column)) continue;
      const message = `${column.field} is missing: the upsert needs its value.`;
      this.values.mistake('REQUIRED', message, [...valuesInput, column.field], entity);
    }
    const changeable = memo(this.#changeable, entity, () => changeableColumns(this.#writables.get(entity)));
    const given = [...cells.keys()].filter(
      (column) => !named.includes(column) && !inc.includes(column) && changeable.has(column),
    );
    const chosen = columnsOf(args['update'])?.filter((column) => cells.has(column)) ?? given;
    const parents = [...place.cells.keys()].filter((column) => !named.includes(column));
    const parent = parents.length > 0 ? { columns: parents, moves: chosen.length + inc.length === 0 } : null;
    const conflict = { key, update: [...new Set([...chosen, ...parents])], inc, parent };
    const row = this.add(new PendingRow({ entity, kind: 'upsert', input, cells, inputs, conflict }));
    this.#related.below(row, values, valuesInput, backward(relations));
    return row;
  }

  /** `within`: columns beside the key that the row must hold, such as those of its parent. */
  update(entity: Entity, args: Values, input: InputPath, within: RowKey = NO_KEY): PendingRow {
    const by = bothKeys(this.values.key(entity, recordOf(args['by']), [...input, 'by']), within);
    return this.updateBy(entity, args, input, { by, at: [...input, 'by'] });
  }

  updateBy(
    entity: Entity,
    args: Values,
    input: InputPath,
    { by, at }: { readonly by: RowKey; readonly at: InputPath },
  ): PendingRow {
    const { changes, inputs } = readChanges(this.values, entity, args, input);
    const set = recordOf(args['set']);
    const relations = givenRelations(entity, set);
    const mustExist = args['mustExist'] !== false;
    if (relations.length > 0) {
      const found = this.find(entity, by, at, mustExist);
      this.#related.ofExisting({ found, changes, inputs }, set, [...input, 'set'], relations);
    }
    const cells = [...changes].flatMap(([column, change]) =>
      change.kind === 'set' ? [[column, change.cell] as const] : [],
    );
    this.#findTargets(entity, new Map(cells), inputs);
    const ifMatch = this.#match(entity, args['ifMatch'], [...input, 'ifMatch']);
    return this.add(new PendingRow({ entity, kind: 'update', input: at, by, changes, ifMatch, mustExist, inputs }));
  }

  delete(entity: Entity, args: Values, input: InputPath): PendingRow {
    const at = [...input, 'by'];
    const by = this.values.key(entity, recordOf(args['by']), at);
    const ifMatch = this.#match(entity, args['ifMatch'], [...input, 'ifMatch']);
    const mustExist = args['mustExist'] !== false;
    return this.add(new PendingRow({ entity, kind: 'delete', input: at, by, ifMatch, mustExist }));
  }

  find(entity: Entity, by: RowKey, input: InputPath, mustExist = true): PendingRow {
    return this.add(new PendingRow({ entity, kind: 'find', input, by, mustExist }));
  }

  /** Reads one level of rows, unless it is one too many. */
  #below(entity: Entity, input: InputPath, read: () => PendingRow): PendingRow {
    if (this.#depth >= this.#limits.inputDepth) {
      const message = `Rows are nested more than ${this.#limits.inputDepth} levels deep.`;
      throw new WriteErrors([new WriteError('LIMIT_EXCEEDED', message, { input, entity })]);
    }
    this.#depth++;
    try {
      return read();
    } finally {
      this.#depth--;
    }
  }

  add(row: PendingRow): PendingRow {
    const { maxWrittenRows, rowsBefore = 0 } = this.#limits;
    if (rowsBefore + this.rows.length >= maxWrittenRows) throw tooManyRows(maxWrittenRows, row.entity, row.input);
    this.rows.push(row);
    return row;
  }

  #match(entity: Entity, given: unknown, input: InputPath): ReadonlyMap<Column, string | null> {
    const versions = versionsOf(entity);
    const [version] = versions;
    const isGiven = versions.some(({ field }) => recordOf(given)[field] !== undefined);
    if (entity.write?.configured?.requireMatch && version && !isGiven) {
      const message = `${version.field} is missing: say which version of the ${entity.name} is meant.`;
      this.values.mistake('REQUIRED', message, [...input, version.field], entity);
    }
    const entries = Object.entries(recordOf(given)).flatMap(([name, value]) => {
      const column = versions.find(({ field }) => field === name) ?? columnOf(entity, name);
      if (!column || value === undefined) return [];
      const text = value === null ? null : this.values.text(entity, column, value, [...input, name]);
      return [[column, text] as const];
    });
    return new Map(entries);
  }

  #values(entity: Entity, values: Values, input: InputPath, place: Place): ReadValues {
    const cells = new Map(place.cells);
    const inputs = new Map(place.inputs);
    const relations = givenRelations(entity, values);
    for (const [name, value] of Object.entries(values)) {
      const column = value === undefined ? undefined : columnOf(entity, name);
      if (!column) continue;
      const at = [...input, name];
      if (cells.has(column)) {
        this.values.mistake(
          'CONTRADICTION',
          `${name} is given by the place of this row already; leave it out.`,
          at,
          entity,
        );
        continue;
      }
      cells.set(column, this.values.cell(entity, column, value, at));
      inputs.set(column, at);
    }
    for (const relation of relations.filter(isForward)) {
      const brought = this.#related.target(relation, recordOf(values[relation.field]), [...input, relation.field]);
      for (const [position, { local }] of relation.pairs.entries()) {
        const cell = brought.cells[position];
        if (cells.has(local)) {
          const message = `${local.field} and ${relation.field} exclude each other; keep one.`;
          this.values.mistake('CONTRADICTION', message, brought.input, entity, inputs.get(local));
        } else if (cell) {
          cells.set(local, cell);
          inputs.set(local, brought.input);
        }
      }
    }
    this.#checkRequired(entity, cells, input);
    this.#findTargets(entity, new Map([...cells].filter(([column]) => !place.cells.has(column))), inputs);
    return { cells, inputs, relations };
  }

  /** A foreign key that is given by its columns finds no row that is hidden, as `connect` finds none. */
  #findTargets(entity: Entity, cells: ReadonlyMap<Column, Cell>, inputs: ReadonlyMap<Column, InputPath>): void {
    for (const { target, columns, targetColumns } of entity.write?.foreignKeys ?? []) {
      if (!target || !(target.policy || target.rowSecurity) || targetColumns.length < columns.length) continue;
      const given = columns.flatMap((column) => cells.get(column) ?? []);
      const isGiven =
        given.length === columns.length && given.every((cell) => cell.kind === 'text' && cell.text !== null);
      const [first] = columns;
      if (isGiven && first) this.find(target, { columns: targetColumns, cells: given }, inputs.get(first) ?? []);
    }
  }

  #checkRequired(entity: Entity, cells: ReadonlyMap<Column, Cell>, input: InputPath): void {
    const writable = this.#writables.get(entity);
    if (!writable) return;
    const brought = memo(this.#brought, entity, () => broughtColumns(writable));
    for (const column of writable.creatable) {
      if (cells.has(column) || !isRequired(column, NONE)) continue;
      const relation = brought.has(column)
        ? entity.relations.find((each) => isForward(each) && each.pairs.some(({ local }) => local === column))
        : undefined;
      const at = [...input, column.field];
      if (relation) {
        const message = `${column.field} or ${relation.field} is missing.`;
        this.values.mistake('REQUIRED', message, at, entity, [...input, relation.field]);
      } else this.values.mistake('REQUIRED', `${column.field} is missing.`, at, entity);
    }
  }
}

/** The error of the row, or the condition, by which an operation goes over its limit. */
export function tooManyRows(most: number, entity: Entity, input: InputPath): WriteErrors {
  return new WriteErrors([new WriteError('LIMIT_EXCEEDED', `An operation may write ${most} rows.`, { input, entity })]);
}

const NONE: ReadonlySet<Column> = new Set();
const NO_KEY: RowKey = { columns: [], cells: [] };

/** A to-one whose foreign key the row itself holds. */
function isForward({ direction, junction, kind }: Relation): boolean {
  return direction === 'forward' && !junction && kind === 'one';
}

function backward(relations: readonly Relation[]): readonly Relation[] {
  return relations.filter((relation) => !isForward(relation));
}

function givenRelations({ relations, columns }: Entity, values: Values): readonly Relation[] {
  return relations.filter(({ field }) => {
    const given = values[field];
    return given !== undefined && given !== null && !columns.some((column) => column.field === field);
  });
}
