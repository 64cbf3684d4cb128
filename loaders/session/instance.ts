/** A row seen as an object: one per (entity, key) and request, knowing which of its columns are loaded. */
import type { Column, Entity } from '../../schema/model/model.ts';
import type { NodeRows } from '../rows/node-rows.ts';

interface Source {
  readonly rows: NodeRows;
  readonly at: number;
}

export class Instance {
  readonly entity: Entity;
  /** The key's texts, in the order of the entity's key. */
  readonly key: readonly string[];
  /** Most rows are read once, and there may be many. */
  #rows: NodeRows | null = null;
  #index = 0;
  #more: Source[] | null = null;

  constructor(entity: Entity, key: readonly string[]) {
    this.entity = entity;
    this.key = key;
  }

  has(column: Column): boolean {
    return this.#source(column) !== undefined;
  }

  /** PostgreSQL's text of a column. A column that was never read is an error, not a null. */
  text(column: Column): string | null {
    const source = this.#source(column);
    if (!source) throw new Error(`${this.entity.name}.${column.field} not loaded (key ${this.key.join(', ')})`);
    return source.rows.text(source.at, column);
  }

  /** Adds the columns of another select that has read the same row. Loaded columns stay: all of a request sees one snapshot. */
  add(rows: NodeRows, index: number): void {
    if (!this.#rows) {
      this.#rows = rows;
      this.#index = index;
    } else if (this.#rows !== rows || this.#index !== index) {
      this.#more ??= [];
      if (!this.#more.some((source) => source.rows === rows && source.at === index))
        this.#more.push({ rows, at: index });
    }
  }

  #source(column: Column): Source | undefined {
    if (this.#rows && this.#rows.position(column) >= 0) return { rows: this.#rows, at: this.#index };
    return this.#more?.find(({ rows }) => rows.position(column) >= 0);
  }
}
