/** From where graphql-js starts with a mutation: each field writes when it is reached, one after the other. */
import {
  type FieldNode,
  type GraphQLResolveInfo,
  Kind,
  type OperationDefinitionNode,
  OperationTypeNode,
} from 'graphql';
import { PendingRow } from '../../loaders/plan/write/pending.ts';
import type { WriteSettings } from '../../loaders/work/row-writes.ts';
import { checkPolicies } from '../../loaders/work/check-policies.ts';
import { type SendWrites, UnitOfWork } from '../../loaders/work/unit-of-work.ts';
import type { Entity } from '../../schema/model/model.ts';
import type { Writable } from '../../schema/mutations/writable.ts';
import type { Call } from '../objects/call.ts';
import { StartView, type View } from '../objects/view.ts';
import type { ViewContext } from '../objects/view-context.ts';
import { actionOf, affectedRows, oldValues, type Payload, writtenRow } from './payload.ts';
import { type WhereWrite, whereWrite } from '../../loaders/work/where-write.ts';
import type { Config } from '../../schema/config/config.ts';
import type { SendCalls } from '../../loaders/work/diagnosis.ts';
import { checkCost } from '../../loaders/work/write-cost.ts';
import { tooManyRows } from './change-reader.ts';
import { readWhere } from './where-reader.ts';
import { type FieldWrites, type MutationSource, readField, readFieldChanges } from './read-field.ts';
import { InsertRights, type InsertRight, insertManner } from './insert-rights.ts';
import { isAlone } from './is-alone.ts';
import { deferredError } from '../../loaders/work/constraint-errors.ts';
import { isDeferring, toldRows } from '../../loaders/work/read-back.ts';
import {
  belowPayload,
  byResponseKey,
  lastField,
  payloadFields,
  selectedColumns,
  selectsColumnsAlone,
} from './selected-columns.ts';

export interface MutationParts {
  readonly inserts: InsertRight;
  readonly writables: ReadonlyMap<Entity, Writable>;
  readonly settings: Pick<WriteSettings, 'policies' | 'access' | 'configured' | 'chunkSize' | 'prepare'>;
  readonly send: SendWrites;
  /** Sends the only statement of the operation with its COMMIT; null: it is not to stay. */
  readonly sendAlone: SendWrites | null;
  readonly sendWhere: (write: WhereWrite) => Promise<readonly PendingRow[]>;
  readonly sendCalls: SendCalls;
  readonly checkConstraints: () => Promise<unknown>;
  /** Somebody is told how rows were before, whatever the client selects. */
  readonly tellsOld: boolean;
  /** Tells that a field, by its response key, begins to write. */
  readonly begin: (field: string) => void;
  readonly config: Pick<Config, 'limits'>;
  /** Loads what `query` of a payload asks for. */
  readonly query: (operation: OperationDefinitionNode, call: Call) => Promise<View>;
}

export class MutationRoot extends StartView {
  readonly #parts: MutationParts;
  /** Why the operation is given up: nothing of it is written then. */
  failure: unknown = null;
  /** Rows that the fields so far have named, or found by a condition. */
  rowCount = 0;
  /** Whether a writer with fewer rights could do it too. */
  readonly rights = new InsertRights();
  /** By all fields so far. */
  readonly written: PendingRow[] = [];

  constructor(context: ViewContext, parts: MutationParts) {
    super(context, '');
    this.#parts = parts;
  }

  read(key: string, call: Call): unknown {
    const source = this.context.api.fields.get('Mutation', call.info.fieldName);
    if (source?.kind !== 'mutation') return undefined;
    this.#parts.begin(key);
    return this.#write(source, call).catch((error: unknown) => {
      this.failure ??= error;
      throw error;
    });
  }

  async #write(source: MutationSource, { args, info }: Call): Promise<Payload> {
    const { entity } = source;
    if (source.action === 'updateWhere' || source.action === 'deleteWhere')
      return this.#writeWhere(source, { args, info });
    const { writables, config } = this.#parts;
    const writes = readField(source, args, { writables, limits: { ...config.limits, rowsBefore: this.rowCount } });
    this.rowCount += writes.rows.length;
    const selected = payloadFields(info);
    const rowNodes = selected.get(writes.isList ? 'rows' : 'row') ?? [];
    const columns = selectedColumns(info, entity, rowNodes);
    const needed = neededColumns(writes.rows);
    const wantsOld = selected.has('old');
    const { tellsOld } = this.#parts;
    this.rights.add(writes, rowNodes.length > 0);
    const settings: WriteSettings = {
      ...this.#parts.settings,
      inserts: insertManner(this.#parts, { rows: writes.rows, isShown: rowNodes.length > 0 }, needed),
      lock: 'key share',
      returned: (of) => [...new Set([...(of === entity ? columns : []), ...(needed.get(of) ?? [])])],
      old: (of) =>
        tellsOld || (of === entity && wantsOld)
          ? of.columns.filter(({ computed }) => !computed)
          : columnsOfGone(source, columns, of),
    };
    const { send, sendAlone } = this.#parts;
    const work = new UnitOfWork(writes, settings, (isAlone(writes, info, this.#parts.settings) && sendAlone) || send);
    const isGone = source.action === 'delete';
    const before = isGone ? await this.#rowsBefore(writes, settings, rowNodes, info) : null;
    await work.flush();
    await checkPolicies(writes.rows, this.#parts.settings, this.#parts.send);
    await this.#checkConstraints(writes.rows, info);
    return this.#payload(writes, before, work.othersCount);
  }

  /** All rows that satisfy a condition, in one statement. */
  async #writeWhere(source: MutationSource, call: Call): Promise<Payload> {
    const { entity } = source;
    const { settings, config } = this.#parts;
    const { filter, values, atMost } = readWhere(this.context.api, config.limits, entity, call);
    const changes = source.action === 'updateWhere' ? readFieldChanges(source, call.args) : null;
    const selected = payloadFields(call.info);
    const columns = selectedColumns(call.info, entity, selected.get('rows') ?? []);
    const plain = entity.columns.filter(({ computed }) => !computed);
    const wantsOld = selected.has('old') || this.#parts.tellsOld;
    const old = wantsOld ? plain : columnsOfGone(source, columns, entity);
    const where = { entity, filter, values, atMost };
    const reading = { ...settings, lock: null, returned: () => columns, old: () => old };
    const rowNodes = selected.get('rows') ?? [];
    const act = changes ? ({ kind: 'update', ...changes } as const) : ({ kind: 'delete' } as const);
    const write = whereWrite({ ...where, act }, reading);
    await checkCost(write, config.limits.maxCost, this.#parts.sendCalls);
    const isShown = changes === null && rowNodes.length > 0 && !selectsColumnsAlone(call.info, entity, rowNodes);
    const before = isShown
      ? await this.#parts.sendWhere(whereWrite({ ...where, act: { kind: 'find' } }, reading))
      : null;
    const views = before && (await this.#viewsOf(before, true, rowNodes, call.info));
    const rows = await this.#parts.sendWhere(write);
    this.rowCount += rows.length;
    const { maxWrittenRows } = config.limits;
    if (this.rowCount > maxWrittenRows) throw tooManyRows(maxWrittenRows, entity, ['where']);
    await checkPolicies(rows, settings, this.#parts.send);
    await this.#checkConstraints(rows, call.info);
    return this.#payload({ shown: rows, rows, others: [], isList: true }, views, 0);
  }

  /** Constraints that wait for COMMIT are checked before the response of the last field: the check cannot be taken back for later fields. */
  async #checkConstraints(rows: readonly PendingRow[], info: GraphQLResolveInfo): Promise<void> {
    for (const row of rows) if (row.outcome?.action && row.kind !== 'find') this.written.push(row);
    const isLast = lastField(info) === String(info.path.key);
    if (!isLast || !this.written.some(({ entity }) => isDeferring(entity))) return;
    try {
      await this.#parts.checkConstraints();
    } catch (error) {
      throw deferredError(error, this.written) ?? error;
    }
  }

  /** The selection of rows that go is loaded while they are there and locked; null where their columns will do. */
  async #rowsBefore(
    { shown, isList }: FieldWrites,
    settings: WriteSettings,
    nodes: readonly FieldNode[],
    info: GraphQLResolveInfo,
  ): Promise<ReadonlyMap<string, unknown> | null> {
    const [first] = shown;
    if (!first || nodes.length === 0 || selectsColumnsAlone(info, first.entity, nodes)) return null;
    const finds = shown.map(({ entity, by, input, mustExist }) => {
      return new PendingRow({ entity, kind: 'find', by, input, mustExist });
    });
    await new UnitOfWork({ rows: finds }, { ...settings, lock: 'update' }, this.#parts.send).find();
    return this.#viewsOf(finds, isList, nodes, info);
  }

  async #viewsOf(
    finds: readonly PendingRow[],
    isList: boolean,
    nodes: readonly FieldNode[],
    info: GraphQLResolveInfo,
  ): Promise<ReadonlyMap<string, unknown>> {
    const views = new Map<string, unknown>();
    for (const [key, fieldNodes] of byResponseKey(nodes)) {
      const found = finds.map((row) => writtenRow(row, true));
      const call = { args: {}, info: belowPayload(info, key, fieldNodes) };
      const completed = this.context.complete(isList ? found : (found[0] ?? null), call);
      views.set(key, await (Array.isArray(completed) ? Promise.all(completed) : completed));
    }
    return views;
  }

  #payload(
    { shown, rows, isList }: FieldWrites,
    before: ReadonlyMap<string, unknown> | null,
    othersCount: number,
  ): Payload {
    const isTold = toldRows(rows);
    const row = (_args: object, _context: unknown, info: GraphQLResolveInfo): unknown => {
      if (before) return before.get(String(info.path.key)) ?? null;
      const found = shown.map((each) => writtenRow(each, isTold(each)));
      return this.context.complete(isList ? found : (found[0] ?? null), { args: {}, info });
    };
    const olds = shown.map(oldValues);
    const actions = shown.map(actionOf);
    return {
      [isList ? 'rows' : 'row']: row,
      old: isList ? olds : (olds[0] ?? null),
      [isList ? 'actions' : 'action']: isList ? actions : actions[0],
      affectedRows: affectedRows(rows) + othersCount,
      query: (_args: object, _context: unknown, info: GraphQLResolveInfo) => this.#query({ args: {}, info }),
    };
  }

  #query(call: Call): Promise<View> {
    const { fieldNodes, operation } = call.info;
    const selections = fieldNodes.flatMap(({ selectionSet }) => selectionSet?.selections ?? []);
    const selectionSet = { kind: Kind.SELECTION_SET, selections } as const;
    return this.#parts.query({ ...operation, operation: OperationTypeNode.QUERY, directives: [], selectionSet }, call);
  }
}

/** The columns whose values other rows of the unit take. */
function neededColumns(rows: readonly PendingRow[]): ReadonlyMap<Entity, ReadonlySet<PendingColumn>> {
  const needed = new Map<Entity, Set<PendingColumn>>();
  for (const row of rows) {
    for (const { row: other, column } of row.needs()) {
      const columns = needed.get(other.entity) ?? new Set();
      needed.set(other.entity, columns.add(column));
    }
  }
  return needed;
}

type PendingColumn = Entity['columns'][number];

/** A deleted row is shown as it was. */
function columnsOfGone(
  { action, entity }: MutationSource,
  columns: readonly PendingColumn[],
  of: Entity,
): readonly PendingColumn[] {
  return (action === 'delete' || action === 'deleteWhere') && of === entity ? columns : [];
}
