/**
 * What one statement accumulates while it is written: parameters and aliases. Both are numbered, never named by clients:
 * PostgreSQL cuts names at 63 bytes.
 */
import type { Column, PgType } from '../../schema/model.ts';
import type { Slot } from '../plan/filter.ts';
import { computedSql } from './computed-sql.ts';
import { quote, typeSql } from './identifiers.ts';
import type { Parameter } from './statement.ts';

export class Scope {
  readonly parameters: Parameter[] = [];
  readonly #slots = new Map<string, string>();
  #aliases = 0;

  alias(): string {
    return `t${this.#aliases++}`;
  }

  /** `$n::type`; a slot used twice is bound once. */
  slot(slot: Slot): string {
    const cast = typeSql(slot.type, slot.list);
    const identity = `${slot.index}${cast}`;
    const known = this.#slots.get(identity);
    if (known) return known;
    const text = `${this.#bind({ kind: 'slot', index: slot.index })}::${cast}`;
    this.#slots.set(identity, text);
    return text;
  }

  key(position: number, type: PgType): string {
    return `${this.#bind({ kind: 'key', position })}::${typeSql(type, true)}`;
  }

  #bind(parameter: Parameter): string {
    return `$${this.parameters.push(parameter)}`;
  }
}

/** How the columns of one row source are spelled. */
export interface RowRef {
  column(column: Column): string;
  /** What is no column of the table: ctid, for tables without a key, and the depth of a row in a tree. */
  system(name: 'ctid' | 'depth'): string;
  /** What an SQL condition of the configuration may say for the row; left out where the row is no table's. */
  readonly alias?: string;
}

export function tableRef(scope: Scope, alias: string): RowRef {
  return {
    column: (column) => {
      if (column.computed) return computedSql((slot) => scope.slot(slot), alias, column, column.computed);
      return `${alias}.${quote(column.name)}${column.stored ? `::${typeSql(column.type)}` : ''}`;
    },
    system: (name) => `${alias}.${name}`,
    alias,
  };
}
