/** How a relation can be loaded, and who may wish for it. */
export type LoadStrategy = 'joined' | 'selectin' | 'recursive' | 'lazy' | 'raise';

export interface LoadHint {
  readonly strategy: LoadStrategy | 'auto';
  /** `@load on users.posts`, `header x-espalier-load`: named in errors and in `because`. */
  readonly source: string;
  /** A field's own hint is an order; the header's applies wherever it is legal. */
  readonly binding: boolean;
  /** What a computed field requires is planned; the operation's own word on the same rows goes before. */
  readonly required?: boolean;
  /** Another strategy that the same field asks for elsewhere in the document. */
  readonly contradicts?: LoadStrategy | 'auto';
}
