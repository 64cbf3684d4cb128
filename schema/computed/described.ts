/** What the database has said of a value that it computes. */
import type { TableName } from '../model.ts';
import type { ComputedMapping, FunctionMapping } from './settings.ts';

export interface DescribedField {
  readonly table: TableName;
  readonly field: string;
  readonly settings: ComputedMapping;
  readonly typeOid: number;
  readonly args: readonly DescribedArgument[];
  /** Null: it is no function. */
  readonly function: TableName | null;
}

export interface DescribedArgument {
  readonly name: string;
  readonly sqlName: string;
  readonly typeOid: number;
  readonly required: boolean;
}

/** A root field whose function gives rows of a table. */
export interface DescribedRoot {
  readonly table: TableName;
  readonly field: string;
  readonly settings: FunctionMapping;
  readonly function: TableName;
  readonly args: readonly DescribedArgument[];
}
