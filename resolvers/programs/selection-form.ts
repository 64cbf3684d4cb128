/** What a program asks for: entities, relations and columns by their names in the GraphQL schema. */

/** The arguments of lists, as GraphQL has them. */
export interface ListForm {
  readonly where?: object;
  readonly orderBy?: object | readonly object[];
  readonly limit?: number;
  readonly offset?: number;
  readonly distinctOn?: readonly string[];
}

export interface RootForm extends ListForm {
  /** Type name: `Order`. */
  readonly entity: string;
  readonly select: FieldsForm;
}

/** Columns are `true`; relations say what to select of their targets. */
export type FieldsForm = Readonly<Record<string, boolean | RelationForm>>;

export interface RelationForm extends ListForm {
  /** The relation, where the property is to have another name: `{ top: { field: 'items', limit: 3, … } }`. */
  readonly field?: string;
  /** Of a tree. */
  readonly maxDepth?: number;
  /** How to load it. Left out: the cheapest way. */
  readonly load?: 'auto' | 'joined' | 'selectin';
  readonly select: FieldsForm;
}
