/**
 * Runs a plan in waves: all statements whose keys are known travel together. The first wave opens the transaction,
 * the last closes it, so a plan costs as many round trips as it is deep.
 */
import type { SelectNode } from '../plan/read/select-plan.ts';
import { columnTypes } from '../sql/shared/column-types.ts';
import { concatRows, EMPTY_ROWS, type RowBlock } from '../rows/row-block.ts';
import type { Statement } from '../sql/shared/statement.ts';
import { arrivalOf, ridesAlong } from '../plan/shared/load-strategy.ts';
import { attachByOrdinal } from '../rows/by-ordinal.ts';
import type { Carrier } from '../rows/carrier.ts';
import { instanceRows } from '../rows/instance-rows.ts';
import type { Column } from '../../schema/model/model.ts';
import { givenKeys, type Keys, keysOf } from '../rows/keys.ts';
import type { ChildRanges, NodeRows } from '../rows/node-rows.ts';
import { strategyOf } from '../strategies/strategies.ts';
import type { CompiledPlan } from '../sql/read/compiled-plan.ts';
import type { ParameterValue, StatementCall, StatementResult } from '../database/database.ts';
import { reusedRows } from './reused-rows.ts';
import type { LoadResult } from './load-result.ts';
import type { StatementLog } from './statement-log.ts';

export interface WaveSettings {
  readonly chunkSize: number;
  readonly maxRows: number;
  /** False: no statement is taken for prepared, as when the schema may have changed under it. */
  readonly prepare: boolean;
  /** Values of the configuration and claims of the request, by slot. */
  readonly configured: readonly ParameterValue[];
}

/** Sends one wave. `last` tells that nothing can follow it. */
export type SendWave = (calls: readonly StatementCall[], last: boolean) => Promise<StatementResult[]>;

/** A statement with the keys it is about to bind. */
interface Ready {
  readonly statement: Statement;
  readonly keys: Keys | null;
  readonly calls: readonly StatementCall[];
}

export class Waves {
  readonly #plan: CompiledPlan;
  readonly #loaded: LoadResult;
  readonly #settings: WaveSettings;
  readonly #log: StatementLog;

  constructor(plan: CompiledPlan, loaded: LoadResult, settings: WaveSettings, log: StatementLog) {
    this.#plan = plan;
    this.#loaded = loaded;
    this.#settings = settings;
    this.#log = log;
  }

  /** Loads the given selects and all that hang below them, except the deferred ones. */
  async run(
    first: readonly SelectNode[],
    send: SendWave,
    only?: ReadonlyMap<SelectNode, readonly number[]>,
  ): Promise<void> {
    let nodes = first.flatMap((node) => this.#travelling(node));
    while (nodes.length > 0) {
      const ready = nodes.flatMap((node) => this.#prepare(node, only?.get(node)));
      const below = nodes.flatMap((node) => this.#statementsBelow(node));
      const calls = ready.flatMap((each) => each.calls);
      const last = below.every((node) => this.#takesNothing(node));
      const results = calls.length > 0 ? await send(calls, last) : [];
      this.#distribute(ready, results);
      nodes = below.flatMap((node) => this.#travelling(node));
    }
  }

  /** Continues from rows of a root that came another way, as from a cursor. */
  async goOn(root: SelectNode, call: StatementCall, result: StatementResult, send: SendWave): Promise<void> {
    const statement = this.#plan.statements.get(root);
    if (!statement) throw new Error(`${root.path} has no statement`);
    this.#distribute([{ statement, keys: null, calls: [call] }], [result]);
    await this.run(this.#statementsBelow(root), send);
  }

  /** The selects of the next wave: owners of statements whose parents ride in this node's statement. */
  #statementsBelow(node: SelectNode): SelectNode[] {
    return node.children.flatMap((child) => {
      const arrival = arrivalOf(child);
      if (arrival === 'withParent') return this.#statementsBelow(child);
      return arrival === 'inWave' && !this.#findsKeys(child) ? [child] : [];
    });
  }

  /** A select and those below it that find their keys by themselves: they travel together. */
  #travelling(node: SelectNode): SelectNode[] {
    return [node, ...node.children.filter((child) => this.#findsKeys(child))];
  }

  #findsKeys(node: SelectNode): boolean {
    return node.derived && !this.#takesNothing(node);
  }

  /** Keys and calls of a select; nothing when it needs no statement: without keys, or with all rows held. */
  #prepare(node: SelectNode, only: readonly number[] | undefined): Ready[] {
    const statement = this.#plan.statements.get(node);
    if (!statement) throw new Error(`${node.path} has no statement`);
    if (this.#takesNothing(node)) {
      const ordinals = new Int32Array(node.parent ? this.#loaded.rows(node.parent).count : 0);
      const keys = statement.keys && { arrays: [], ordinals, count: 0 };
      this.#attach(statement, { rows: EMPTY_ROWS, keys, chunks: [0] });
      return [];
    }
    if (!statement.keys || node.derived) return [{ statement, keys: null, calls: [this.#call(statement, null, 0)] }];
    const parents = node.parent && this.#loaded.rows(node.parent);
    const keys = parents ? this.#keysOf(node, parents, statement.keys, only) : this.#givenKeys(node);
    if (keys.count === 0) {
      this.#attach(statement, { rows: EMPTY_ROWS, keys, chunks: [0] });
      return [];
    }
    const held = parents && !node.guard && reusedRows(node, parents, this.#loaded);
    if (held) {
      this.#loaded.set(node, held.rows, held.ranges);
      return [];
    }
    const calls: StatementCall[] = [];
    for (let from = 0; from < keys.count; from += this.#settings.chunkSize)
      calls.push(this.#call(statement, keys, from));
    return [{ statement, keys, calls }];
  }

  /** Behind the columns that are compared, a walk has those that tell its start; they are null for a row of a child table, which has no key. */
  #keysOf(node: SelectNode, parents: NodeRows, columns: readonly Column[], only?: readonly number[]): Keys {
    const compared = node.relation?.pairs.length ?? columns.length;
    return keysOf(parents, columns, { only: guarded(node, parents, only), compared });
  }

  #givenKeys({ args }: SelectNode): Keys {
    return givenKeys(args.keys.map((slot) => textsOf(this.#loaded.values[slot])));
  }

  /** `limit: 0` needs no database, nor does anything below it. */
  #takesNothing({ args, parent }: SelectNode): boolean {
    if (args.limit !== null && this.#loaded.values[args.limit.index] === '0') return true;
    return parent !== null && this.#takesNothing(parent);
  }

  #call(statement: Statement, keys: Keys | null, from: number): StatementCall {
    const values = statement.parameters.map((parameter): ParameterValue => {
      if (parameter.kind === 'slot') return this.#loaded.values[parameter.index] ?? null;
      if (parameter.kind === 'configured') return this.#settings.configured[parameter.index] ?? null;
      const array = keys?.arrays[parameter.position] ?? [];
      const whole = from === 0 && array.length <= this.#settings.chunkSize;
      return whole ? array : array.slice(from, from + this.#settings.chunkSize);
    });
    const { maxRows, prepare } = this.#settings;
    const { sql, layout, owner, input, prepared } = statement;
    return { sql, values, maxRows, prepare: prepare && prepared, types: columnTypes(layout), input, path: owner.path };
  }

  #distribute(ready: readonly Ready[], results: readonly StatementResult[]): void {
    let index = 0;
    for (const { statement, keys, calls } of ready) {
      const own = results.slice(index, index + calls.length);
      index += calls.length;
      this.#log.add(statement, calls, own);
      const blocks = own.map((result) => result.rows);
      const chunks = [0];
      for (const block of blocks) chunks.push((chunks.at(-1) ?? 0) + block.rowCount);
      this.#attach(statement, { rows: concatRows(blocks), keys, chunks });
    }
  }

  #attach(statement: Statement, found: { rows: RowBlock; keys: Keys | null; chunks: readonly number[] }): void {
    const { owner, layout } = statement;
    const { chunkSize } = this.#settings;
    const carrier: Carrier = { block: found.rows, layout, keys: found.keys, chunks: found.chunks, chunkSize };
    if (owner.parent) {
      const { rows, ranges } = strategyOf(owner).attach(owner, this.#loaded.rows(owner.parent), carrier);
      this.#loaded.set(owner, rows, ranges);
    } else if (found.keys) {
      const { rows, ranges } = attachByOrdinal(owner, carrier);
      this.#loaded.set(owner, rows, ranges);
    } else {
      const rows = instanceRows(owner, carrier);
      this.#loaded.set(owner, rows, everyRow(rows));
    }
    this.#attachRiding(owner, carrier);
  }

  #attachRiding(node: SelectNode, carrier: Carrier): void {
    for (const child of node.children) {
      if (!ridesAlong(child)) continue;
      const { rows, ranges } = strategyOf(child).attach(child, this.#loaded.rows(node), carrier);
      this.#loaded.set(child, rows, ranges);
      this.#log.joined(child, ranges);
      this.#attachRiding(child, carrier);
    }
  }
}

/** The parents that may have rows; left out: all. */
function guarded({ guard }: SelectNode, parents: NodeRows, only?: readonly number[]): readonly number[] | undefined {
  if (!guard) return only;
  const instances = only ?? Array.from({ length: parents.count }, (_, index) => index);
  return instances.filter(
    (instance) => parents.present(instance) && parents.text(instance, guard.column) === guard.value,
  );
}

function textsOf(value: ParameterValue | undefined): readonly string[] {
  return Array.isArray(value) ? value : [];
}

/** A root select has one parent, the operation itself. */
function everyRow(rows: NodeRows): ChildRanges {
  return { starts: Int32Array.of(0), ends: Int32Array.of(rows.count) };
}
