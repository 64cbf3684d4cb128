/** Mutations over a random schema, as data that both writers read. */
import type { Link } from './tables.ts';

export interface Row {
  readonly label: string;
  readonly n: number | null | undefined;
  readonly ones: readonly One[];
  readonly manies: readonly Many[];
}

/** The input of a to-one, at a link of the table. */
export type One = { readonly link: Link } & (
  | { readonly verb: 'create'; readonly row: Row }
  | { readonly verb: 'upsert'; readonly row: Row }
  | { readonly verb: 'connect'; readonly label: string }
  | { readonly verb: 'disconnect' }
);

/** The input of a to-many: rows of another table whose link leads to the row. */
export interface Many {
  readonly table: number;
  readonly link: Link;
  readonly create: readonly Row[];
  readonly connect: readonly string[];
  readonly disconnect: readonly string[];
  readonly delete: readonly string[];
  /** The rows of the parent that the field does not name. */
  readonly others: 'stay' | 'disconnect' | 'delete';
}

export interface Update extends Omit<Row, 'label'> {
  readonly by: string;
  readonly label: string | undefined;
  readonly inc: number | undefined;
}

export type Write = { readonly table: number } & (
  | { readonly kind: 'create'; readonly rows: readonly Row[]; readonly isList: boolean }
  | { readonly kind: 'upsert'; readonly rows: readonly Row[]; readonly isList: boolean; readonly isKept: boolean }
  | { readonly kind: 'update'; readonly items: readonly Update[]; readonly isList: boolean }
  | { readonly kind: 'delete'; readonly by: string }
);
