/** A row seen as an object: one per (entity, key) and request, knowing which of its columns are loaded. */
import type { Column, Entity } from '../../schema/model.ts';
import type { NodeRows } from '../strategies/node-rows.ts';

interface Source {
  readonly rows: NodeRows;
  readonly at: number;
}

export class Instance {
  readonly entity: Entity;
  /** The key's texts, in the order of the entity's key. */
  readonly key: readonly string[];
  readonly #sources: Source[] = [];

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

  /** Another select has read the same row. What is loaded already stays: all of a request sees one snapshot. */
  add(rows: NodeRows, at: number): void {
    if (!this.#sources.some((source) => source.rows === rows && source.at === at)) this.#sources.push({ rows, at });
  }

  #source(column: Column): Source | undefined {
    return this.#sources.find(({ rows }) => rows.position(column) >= 0);
  }
}
