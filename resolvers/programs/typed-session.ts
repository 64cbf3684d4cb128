/** A session that knows the rows of its database, by the types that `espalier types` writes. */
import type { EntityTypes } from '../../schema/added/typed-config.ts';
import type { ProgramSession } from './program-session.ts';
import type { StreamOptions } from './row-stream.ts';
import type { FieldsForm, RootForm } from './selection-form.ts';

export interface TypedForm<Model> extends RootForm {
  readonly entity: keyof Model & string;
}

/** The rows are of what is selected, and of nothing else. */
export type TypedSession<Model extends EntityTypes<Model>> = Omit<ProgramSession, 'load' | 'stream'> & {
  load<const Form extends TypedForm<Model>>(
    selection: Form,
  ): Promise<SelectedRow<Model, Form['entity'], Form['select']>[]>;
  stream<const Form extends TypedForm<Model>>(
    selection: Form,
    options?: StreamOptions,
  ): AsyncIterableIterator<SelectedRow<Model, Form['entity'], Form['select']>[]>;
};

/** Of what the types do not tell (aggregates, connections, computed fields) the value is unknown. */
export type SelectedRow<Model extends EntityTypes<Model>, Name extends keyof Model, Select> = {
  readonly [Key in keyof Select as Key extends `... on ${string}` ? never : Key]: FieldValue<
    Model,
    Name,
    Select[Key] extends { readonly field: infer Field } ? Field : Key,
    Select[Key]
  >;
};

type FieldValue<
  Model extends EntityTypes<Model>,
  Name extends keyof Model,
  Field,
  Part,
> = Field extends keyof Model[Name]['columns']
  ? Model[Name]['columns'][Field]
  : Part extends { readonly select: infer Below extends FieldsForm }
    ? Field extends keyof Model[Name]['one']
      ? | SelectedRow<Model, NonNullable<Model[Name]['one'][Field]> & keyof Model, Below>
        | Extract<Model[Name]['one'][Field], null>
      : Field extends keyof Model[Name]['many']
        ? readonly SelectedRow<Model, Model[Name]['many'][Field] & keyof Model, Below>[]
        : unknown
    : unknown;
