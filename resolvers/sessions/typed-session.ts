/** A session that knows the rows of its database, by the types that `espalier types` writes. */
import type { EntityTypes } from '../../schema/config/entity-types.ts';
import type { KnownArguments } from './selection/known-arguments.ts';
import type { KnownAggregate, KnownPage, KnownRow } from './selection/known-fields.ts';
import type { Session } from './session.ts';
import type { StreamOptions } from './row-stream.ts';
import type { FoundRows } from './rows-in-hand.ts';
import type { SelectedAggregate, SelectedPage, SelectedRow } from './selection/selected-row.ts';
import type { AggregateForm, ConnectionForm, FieldsForm, FillForm, RootForm } from './selection/selection-form.ts';

/** A form whose entity the types know. */
type Typed<Form, Model> = Form & { readonly entity: keyof Model & string };

export type TypedForm<Model> = Typed<RootForm, Model>;

/** A form in which nothing is selected, compared or ordered by that the types do not know. */
type Checked<Model extends EntityTypes<Model>, Form extends Typed<object, Model>, Select> = Form & {
  readonly select: Select;
} & KnownArguments<Model, Form['entity'], Form>;

export interface TypedOneForm<Model extends EntityTypes<Model>, Name extends keyof Model, Select> {
  readonly entity: Name;
  readonly key: Partial<Model[Name]['columns']>;
  readonly select: Select & KnownRow<Model, Name, Select>;
}

/** The rows are of what is selected, and of nothing else. */
export type TypedSession<Model extends EntityTypes<Model>> = Omit<
  Session,
  'load' | 'loadOne' | 'connection' | 'aggregate' | 'stream' | 'fill' | 'refresh'
> & {
  load<const Form extends Typed<RootForm, Model>>(
    selection: Checked<Model, Form, KnownRow<Model, Form['entity'], Form['select']>>,
  ): Promise<SelectedRow<Model, Form['entity'], Form['select']>[]>;
  loadOne<const Name extends keyof Model & string, const Select extends FieldsForm>(
    selection: TypedOneForm<Model, Name, Select>,
  ): Promise<SelectedRow<Model, Name, Select> | null>;
  connection<const Form extends Typed<ConnectionForm, Model>>(
    selection: Checked<Model, Form, KnownPage<Model, Form['entity'], Form['select']>>,
  ): Promise<SelectedPage<Model, Form['entity'], Form['select']>>;
  aggregate<const Form extends Typed<AggregateForm, Model>>(
    selection: Checked<Model, Form, KnownAggregate<Model, Form['entity'], Form['select']>>,
  ): Promise<SelectedAggregate<Model, Form['entity'], Form['select']>>;
  stream<const Form extends Typed<RootForm, Model>>(
    selection: Checked<Model, Form, KnownRow<Model, Form['entity'], Form['select']>>,
    options?: StreamOptions,
  ): AsyncIterableIterator<SelectedRow<Model, Form['entity'], Form['select']>[]>;
  fill: ReadMore<Model>;
  refresh: ReadMore<Model>;
};

/** Rows do not say of which entity they are: a form that does gives them the type of what was read, too. */
interface ReadMore<Model extends EntityTypes<Model>> {
  <Row extends object>(rows: readonly Row[], columns: readonly string[]): Promise<FoundRows<Row>>;
  <Row extends object, const Form extends Typed<FillForm, Model>>(
    rows: readonly Row[],
    what: Form & { readonly select: KnownRow<Model, Form['entity'], Form['select']> },
  ): Promise<FoundRows<Row & SelectedRow<Model, Form['entity'], Form['select']>>>;
}
