/** Views over loaded rows, one per object of the response. They decode a column when it is read. */
import { GraphQLError, isNonNullType } from 'graphql';
import type {
  BaseFieldShape,
  CustomFieldShape,
  EntitiesShape,
  ObjectShape,
  RowsShape,
  SelectNode,
} from '../../loaders/plan/read/select-plan.ts';
import type { LoadResult } from '../../loaders/session/load-result.ts';
import type { CompiledPlan } from '../../loaders/sql/read/compiled-plan.ts';
import type { CustomField } from '../../schema/graphql/added-field.ts';
import type { Column } from '../../schema/model/model.ts';
import type { Reference, References } from '../entities/references.ts';
import type { Call } from './call.ts';
import { readColumn } from './column-values.ts';
import { type FieldReader, shapeAt } from './field-reader.ts';
import { firstOf } from './page.ts';
import { readField, readSelected } from './read-field.ts';
import { RequiredRows } from './required-rows.ts';
import { type Row, setField } from './row.ts';
import { readValues } from './row-values.ts';
import type { ViewContext } from './view-context.ts';
import { PartView, StartView, View } from './view.ts';

/** Makes views of what a plan has loaded. */
export class ViewReader implements FieldReader<Call> {
  readonly context: ViewContext;
  readonly plan: CompiledPlan;
  readonly loaded: LoadResult;

  constructor(context: ViewContext, plan: CompiledPlan, loaded: LoadResult) {
    this.context = context;
    this.plan = plan;
    this.loaded = loaded;
  }

  column(node: SelectNode, index: number, column: Column): unknown {
    return readColumn(this.loaded, node, index, column);
  }

  /** A row of no type is an error, which graphql-js reports at its place. */
  row(object: ObjectShape, index: number): View | Error {
    const shape = shapeAt(this.loaded, object, index);
    return shape instanceof Error ? shape : new RowView(this, shape, index);
  }

  list(values: unknown[]): unknown[] {
    return values;
  }

  object<Field extends { readonly key: string }>(fields: readonly Field[], value: (field: Field) => unknown): View {
    return new PartView(fields, value);
  }

  /** graphql-js knows where null is an error, but not the reason why a row of a base is not there. */
  noRow(field: RowsShape | BaseFieldShape, { info }: Call): null {
    if (field.kind !== 'baseField' || !isNonNullType(info.returnType)) return null;
    const { entity, parent } = field.node;
    const near = parent?.entity.name ?? info.parentType.name;
    throw new GraphQLError(
      `${info.parentType.name}.${info.fieldName} has no value: this row of ${near} has none in ${entity.name}, or a policy hides it. ` +
        `Add the row, or hide that of ${near} by the same policy.`,
      { extensions: { code: 'UNREPRESENTABLE' } },
    );
  }

  loadLater(node: SelectNode, parent: number): Promise<ViewReader> {
    const { context, plan } = this;
    return context.transaction
      .loadLater(plan, this.loaded, node, parent)
      .then((loaded) => new ViewReader(context, plan, loaded));
  }
}

export class RootView extends StartView {
  readonly #reader: ViewReader;
  /** One list per `_entities` or `node` field. */
  readonly #references: readonly References[];

  constructor(reader: ViewReader, references: readonly References[]) {
    super(reader.context, '');
    this.#reader = reader;
    this.#references = references;
  }

  read(key: string, call: Call): unknown {
    const { plan, loaded } = this.#reader;
    const field = plan.response.fields.find((each) => each.key === key);
    if (!field) return undefined;
    switch (field.kind) {
      case 'entities': {
        const entities = this.#entities(field);
        return field.single ? entities[0] : entities;
      }
      case 'resolver':
        return this.context.callResolver(customField(this.context, 'Query', field.field), {}, field, call);
      case 'values':
        return readValues(loaded, field);
      default:
        return readSelected(this.#reader, field, 0, call);
    }
  }

  /** Null where there is no such row, the error where the reference is bad: each at its own place. */
  #entities({ key, referenceList, objects }: EntitiesShape): unknown[] {
    return (this.#references[referenceList] ?? []).map((reference) => {
      if (reference instanceof Error) return reference;
      if ('batch' in reference) {
        return reference.batch.load(reference.index, this.context.resolverContext({ path: key, raise: false }));
      }
      const object = objects[reference.select];
      const index = object ? firstOf(this.#reader.loaded, object.node, reference.index) : -1;
      return object && index >= 0 ? new RowView(this.#reader, object, index, reference.representation) : null;
    });
  }
}

/** One row of one select. */
class RowView extends View {
  override readonly typeName: string;
  /** The values that another subgraph gave of the row. */
  readonly #representation: Reference['representation'] | null;
  readonly #reader: ViewReader;
  readonly #shape: ObjectShape;
  readonly #index: number;

  constructor(
    reader: ViewReader,
    shape: ObjectShape,
    index: number,
    representation: Reference['representation'] | null = null,
  ) {
    super();
    this.typeName = shape.typeName;
    this.#representation = representation;
    this.#reader = reader;
    this.#shape = shape;
    this.#index = index;
  }

  read(key: string, call: Call): unknown {
    const { node, fields } = this.#shape;
    const field = fields.find((each) => each.key === key);
    if (!field) return undefined;
    return field.kind === 'custom'
      ? this.#custom(field, call)
      : readField(this.#reader, field, node, this.#index, call);
  }

  #custom(field: CustomFieldShape, call: Call): unknown {
    const { context, plan, loaded } = this.#reader;
    const custom = customField(context, this.typeName, field.field);
    const row = new RequiredRows(context.transaction, plan, loaded, field.path).row(field.row, this.#index);
    const answer = (required: Row): unknown => {
      for (const name of custom.said) this.#say(required, name);
      return context.callResolver(custom, required, field, call);
    };
    return row instanceof Promise ? row.then(answer) : answer(row);
  }

  #say(row: Row, name: string): void {
    const said = this.#representation;
    if (said && Object.hasOwn(said, name)) setField(row, name, said[name]);
    else if (!Object.hasOwn(row, name)) setField(row, name, null);
  }
}

function customField({ api }: ViewContext, type: string, field: string): CustomField {
  const source = api.fields.get(type, field);
  if (source?.kind !== 'custom' && source?.kind !== 'resolver') throw new Error(`${type}.${field} has no resolver`);
  return source.custom;
}
