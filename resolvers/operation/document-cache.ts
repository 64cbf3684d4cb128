/**
 * Keeps documents that were parsed and found valid, by their texts. Of refused documents, it keeps only the reasons, by
 * a hash.
 */
import { hash } from 'node:crypto';
import { type DocumentNode, GraphQLError, Source, visit } from 'graphql';
import { Lru, type LruBounds } from './lru.ts';

/** An error without the document that it points into. */
type Refusal = Pick<GraphQLError, 'message' | 'positions' | 'extensions'>;

/**
 * The size of a node of a parsed document with its place in the text, as measured. It includes the results of reading
 * its arguments.
 */
const BYTES_PER_NODE = 350;
/** Messages are short and few. */
const BYTES_PER_ERROR = 1_000;
const REFUSED_BYTES = 4_000_000;

export class DocumentCache {
  readonly #documents: Lru<DocumentNode>;
  readonly #refusals: Lru<readonly Refusal[]>;

  constructor(bounds: LruBounds) {
    this.#documents = new Lru(bounds);
    this.#refusals = new Lru({ entries: bounds.entries, bytes: REFUSED_BYTES });
  }

  get(text: string): DocumentNode | undefined {
    return this.#documents.get(text);
  }

  /** Whether this very document is kept, and so was found valid. */
  has(document: DocumentNode): boolean {
    const text = document.loc?.source.body;
    return text !== undefined && this.get(text) === document;
  }

  keep(text: string, document: DocumentNode): void {
    this.#documents.set(text, document, documentBytes(text, document));
  }

  /** Returns the errors of the document from its last time. */
  refusal(text: string): readonly GraphQLError[] | null {
    const cached = this.#refusals.size > 0 ? this.#refusals.get(keyOf(text)) : undefined;
    if (!cached) return null;
    const source = new Source(text);
    return cached.map(({ message, positions, extensions }) => {
      return new GraphQLError(message, { source, positions, extensions });
    });
  }

  refuse(text: string, errors: readonly GraphQLError[]): void {
    const refusals = errors.map(({ message, positions, extensions }) => ({ message, positions, extensions }));
    this.#refusals.set(keyOf(text), refusals, (errors.length + 1) * BYTES_PER_ERROR);
  }
}

function keyOf(text: string): string {
  return hash('sha256', text, 'base64');
}

/** A text may hold characters of two bytes, and is kept once more in its values. */
export function documentBytes(text: string, document: DocumentNode): number {
  let nodes = 0;
  visit(document, { enter: () => void nodes++ });
  return text.length * 2 + nodes * BYTES_PER_NODE;
}
