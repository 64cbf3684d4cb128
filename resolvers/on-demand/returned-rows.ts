/**
 * Rows that a function of the program gives, by key: what the client selects of them is planned when they come, and loaded
 * for all that one field gives in one moment.
 */
import type { DraftPlan } from '../../loaders/plan/read/draft-plan.ts';
import type { Instance } from '../../loaders/session/instance.ts';
import type { Column, Entity } from '../../schema/model/model.ts';
import { encodeInput } from '../../schema/values/encode-input.ts';
import { isRecord } from '../../schema/util/records.ts';
import { argumentSites } from '../arguments/arguments.ts';
import type { Call } from '../objects/call.ts';
import { NO_ENTITIES } from '../entities/entities.ts';
import { collectFieldsOfRows, type CollectedField } from '../operation/collect-fields.ts';
import { rangeOf } from '../objects/page.ts';
import { responsePath } from '../objects/response-path.ts';
import { Row } from '../objects/row.ts';
import { selectRows, type SelectionContext } from '../plan/selection.ts';
import { decodeText, type Reading, View } from '../objects/view.ts';
import { rowView } from '../objects/views.ts';
import type { HostParts } from './host-parts.ts';

/** A row by its key; the instance where the program had it from us. */
export interface Returned {
  readonly key: readonly string[];
  readonly instance: Instance | null;
}

/** The key of what a resolver gave. Throws an Error for a person. */
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
  readonly #parts: HostParts;
  readonly #reading: () => Reading;
  readonly #entity: Entity;
  readonly #path: string;
  readonly #fields: readonly CollectedField[];
  readonly #context: SelectionContext;

  constructor(parts: HostParts, reading: () => Reading, entity: Entity, { info }: Call) {
    const { api, planner, config, load, missing } = parts;
    const { fragments, variableValues: variables } = info;
    this.#parts = parts;
    this.#reading = reading;
    this.#entity = entity;
    this.#path = responsePath(info);
    const collecting = { api, fragments: new Map(Object.entries(fragments)), variables };
    this.#fields = collectFieldsOfRows(collecting, entity, info.fieldNodes, this.#path);
    const args = planner.readArguments(argumentSites(this.#fields), variables);
    const { limits } = config;
    this.#context = { schema: api.schema, args, entities: NO_ENTITIES, variables, load, limits, missing };
    // Mistakes are told even where no row has to be loaded.
    this.#select();
  }

  /** One view for each, null where there is no such row. */
  async views(rows: readonly Returned[]): Promise<readonly (View | Error | null)[]> {
    const held = this.#heldViews(rows);
    if (held) return held;
    const { planner, transaction, onDemand } = this.#parts;
    const plan = planner.compile(this.#select(), 'loaders', { values: null });
    const [shape] = plan.response.fields;
    if (shape?.kind === 'failed') throw shape.error;
    if (shape?.kind !== 'one') throw new Error(`${this.#path} has no rows`);
    const key = this.#entity.key?.columns ?? [];
    const arrays = key.map((_, position) => rows.map((row) => row.key[position] ?? ''));
    const loaded = await transaction.loadMore(plan, [...this.#context.args.values, ...arrays]);
    onDemand.add(loaded);
    onDemand.sentFor(shape.node, rows.length);
    const reading = { ...this.#reading(), plan, references: [] };
    return rows.map((_, parent) => {
      const { start, end } = rangeOf(loaded, shape.node, parent);
      return end > start ? rowView(reading, loaded, shape.object, start) : null;
    });
  }

  #select(): DraftPlan {
    return selectRows(this.#context, this.#entity, this.#fields, this.#path);
  }

  /** Rows that hold all that is selected need no statement. */
  #heldViews(rows: readonly Returned[]): readonly View[] | null {
    const plain = this.#fields.every(({ source, via }) => !via && (source === null || source.kind === 'column'));
    if (!plain) return null;
    const columns = this.#fields.flatMap(({ source }) => (source?.kind === 'column' ? [source.column] : []));
    const views: View[] = [];
    for (const { instance } of rows) {
      if (!instance || !columns.every((column) => instance.has(column))) return null;
      views.push(new InstanceView(instance, this.#fields));
    }
    return views;
  }
}

class InstanceView extends View {
  override readonly typeName: string;
  readonly #instance: Instance;
  readonly #fields: readonly CollectedField[];

  constructor(instance: Instance, fields: readonly CollectedField[]) {
    super();
    this.typeName = instance.entity.name;
    this.#instance = instance;
    this.#fields = fields;
  }

  read(key: string): unknown {
    const source = this.#fields.find((field) => field.key === key)?.source;
    return source?.kind === 'column' ? decodeText(source.column, this.#instance.text(source.column)) : undefined;
  }
}
