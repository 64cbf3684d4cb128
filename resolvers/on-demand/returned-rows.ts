/**
 * Rows that a resolver gives, by key. The fields that the client selects of them are planned when the rows come, and loaded for
 * all that one field gives in one moment.
 */
import type { DraftPlan } from '../../loaders/plan/read/draft-plan.ts';
import type { Missing } from '../../loaders/plan/shared/missing.ts';
import type { Instance } from '../../loaders/session/instance.ts';
import type { Config } from '../../schema/config/config.ts';
import type { Column, Entity } from '../../schema/model/model.ts';
import { encodeInput } from '../../schema/values/encode-input.ts';
import { isRecord } from '../../schema/util/records.ts';
import { argumentSites } from '../arguments/arguments.ts';
import type { Call } from '../objects/call.ts';
import { NO_ENTITIES } from '../entities/entities.ts';
import { collectFieldsOfRows, type CollectedField } from '../operation/collect-fields.ts';
import { firstOf } from '../objects/page.ts';
import { responsePath } from '../objects/response-path.ts';
import { Row } from '../objects/row.ts';
import { selectRows, type SelectionContext } from '../plan/selection.ts';
import type { RequestContext } from '../operation/executor-type.ts';
import type { Planner } from '../plan/planner.ts';
import { decodeText } from '../objects/column-values.ts';
import { PartView, type View } from '../objects/view.ts';
import type { ViewContext } from '../objects/view-context.ts';
import { ViewReader } from '../objects/views.ts';
import type { OnDemandLoads } from './on-demand.ts';

/** The parts of an operation's context that rows are planned and loaded with. */
export interface ReturnedRowsContext extends ViewContext {
  readonly config: Config;
  readonly planner: Planner;
  readonly onDemand: OnDemandLoads;
  readonly load: RequestContext['load'];
  readonly missing: Missing | null;
}

/** A row by its key, with its instance where the resolver had the row from us. */
export interface Returned {
  readonly key: readonly string[];
  readonly instance: Instance | null;
}

/** Reads the key of a row that a resolver gave. Throws an Error for a person. */
export function returnedRow(entity: Entity, key: readonly Column[], value: unknown, where: string): Returned {
  const instance = Row.instanceOf(value);
  if (instance?.entity === entity) {
    if (instance.key.length > 0) return { key: instance.key, instance };
    throw new Error(
      `${where} must give a row of ${entity.name} that a key found: this one is of a list, in which rows of tables that inherit may have the same key.`,
    );
  }
  const texts = key.map(({ field, type }) => {
    const part = isRecord(value) ? value[field] : undefined;
    if (part === undefined || part === null) {
      const names = key.map((column) => column.field).join(', ');
      throw new Error(`${where} must give a row of ${entity.name}, or its key: { ${names} }.`);
    }
    return encodeInput(type, part);
  });
  return { key: texts, instance: null };
}

export class ReturnedRows {
  readonly #context: ReturnedRowsContext;
  readonly #entity: Entity;
  readonly #path: string;
  readonly #fields: readonly CollectedField[];
  readonly #selection: SelectionContext;

  constructor(context: ReturnedRowsContext, entity: Entity, { info }: Call) {
    const { api, planner, config, load, missing } = context;
    const { fragments, variableValues: variables } = info;
    this.#context = context;
    this.#entity = entity;
    this.#path = responsePath(info);
    const collecting = { api, fragments: new Map(Object.entries(fragments)), variables };
    this.#fields = collectFieldsOfRows(collecting, entity, info.fieldNodes, this.#path);
    const args = planner.readArguments(argumentSites(this.#fields), variables);
    const { limits } = config;
    this.#selection = { args, entities: NO_ENTITIES, variables, load, limits, missing };
    // Mistakes are told even where no row has to be loaded.
    this.#select();
  }

  /** One view for each, null where there is no such row. */
  async views(rows: readonly Returned[]): Promise<readonly (View | Error | null)[]> {
    const held = this.#heldViews(rows);
    if (held) return held;
    const { planner, onDemand } = this.#context;
    const plan = planner.compile(this.#select(), 'loaders', { values: null });
    const keys = rows.map((row) => row.key);
    const { values } = this.#selection.args;
    const { shape, loaded } = await onDemand.load(plan, { path: this.#path, values }, keys);
    const reader = new ViewReader(this.#context, plan, loaded);
    return keys.map((_, parent) => {
      const first = firstOf(loaded, shape.node, parent);
      return first < 0 ? null : reader.row(shape.object, first);
    });
  }

  #select(): DraftPlan {
    return selectRows(this.#selection, this.#entity, this.#fields, this.#path);
  }

  /** Rows that hold all that is selected need no statement. */
  #heldViews(rows: readonly Returned[]): readonly View[] | null {
    const plain = this.#fields.every(({ source, via }) => !via && (source === null || source.kind === 'column'));
    if (!plain) return null;
    const fields = this.#fields.flatMap(({ key, source }) =>
      source?.kind === 'column' ? [{ key, column: source.column }] : [],
    );
    const views: View[] = [];
    for (const { instance } of rows) {
      if (!instance || !fields.every(({ column }) => instance.has(column))) return null;
      const value = ({ column }: { readonly column: Column }) => decodeText(column, instance.text(column));
      views.push(new PartView(fields, value, instance.entity.name));
    }
    return views;
  }
}
