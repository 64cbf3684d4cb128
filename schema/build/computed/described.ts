/** The database's description of a value that it computes. */
import type { TableName } from '../../model/model.ts';
import type { ComputedMapping, FunctionMapping } from '../../config/computed/computed-settings.ts';

export interface DescribedField {
  readonly table: TableName;
  readonly field: string;
  readonly settings: ComputedMapping;
  readonly typeOid: number;
  readonly args: readonly DescribedArgument[];
  /** Null where the value is an expression. */
  readonly function: TableName | null;
}

export interface DescribedArgument {
  readonly name: string;
  readonly sqlName: string;
  readonly typeOid: number;
  readonly required: boolean;
  readonly isVariadic: boolean;
}

/** A root field that a function answers. */
export interface DescribedRoot {
  /** The table whose rows the function gives, null where it gives values. */
  readonly table: TableName | null;
  readonly typeOid: number;
  /** The function returns a set. */
  readonly isList: boolean;
  readonly field: string;
  readonly settings: FunctionMapping;
  readonly function: TableName;
  readonly args: readonly DescribedArgument[];
}
