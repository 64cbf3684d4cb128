/** The forms of a program's selection: entities, relations and columns by their names in the GraphQL schema. */

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

export interface OneForm {
  readonly entity: string;
  /** The columns of a unique key: `{ id: 5 }`. */
  readonly key: Readonly<Record<string, unknown>>;
  readonly select: FieldsForm;
}

/** The reads of rows that are there. */
export interface FillForm {
  /** Where the rows were read as more than one: the type that has what is selected. */
  readonly entity?: string;
  readonly select: FieldsForm;
}

/** The arguments of the GraphQL field: `first`, `after`, `last`, `before`. */
export interface ConnectionForm extends Pick<ListForm, 'where' | 'orderBy'> {
  readonly entity: string;
  readonly first?: number;
  readonly after?: string;
  readonly last?: number;
  readonly before?: string;
  readonly select: FieldsForm;
}

export interface AggregateForm {
  readonly entity: string;
  readonly where?: object;
  readonly select: FieldsForm;
}

/** A function of the configuration (`functions`). */
export interface FunctionForm extends Pick<ListForm, 'where' | 'orderBy' | 'limit' | 'offset'> {
  /** The root field: `searchProducts`. */
  readonly function: string;
  readonly args?: Readonly<Record<string, unknown>>;
  /** The selection of rows; values have nothing to select. */
  readonly select?: FieldsForm;
}

/**
 * Columns are `true`; relations, aggregates and connections say what to select of them. `__typename: true` is the type of a row,
 * and `'... on Car': { select }` what is selected of rows of one type where there are several.
 */
export type FieldsForm = Readonly<Record<string, boolean | FieldForm>>;

/** Beside these, whatever arguments the GraphQL field has: `first`, `after`, `by`, `having`. */
export interface FieldForm extends ListForm {
  /** The field, where the property is to have another name: `{ top: { field: 'items', limit: 3, … } }`. */
  readonly field?: string;
  /** The depth of a tree. */
  readonly maxDepth?: number;
  /** How to load a relation. Left out: the cheapest way. */
  readonly load?: 'auto' | 'joined' | 'selectin';
  readonly select?: FieldsForm;
  readonly [argument: string]: unknown;
}
