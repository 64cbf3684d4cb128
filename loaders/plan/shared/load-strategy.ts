/** How a relation can be loaded, and who may wish for it. */

/** When the rows of a select come: in its parent's statement, in one of the next wave, in one that is sent when a resolver asks, or never. */
export type Arrival = 'withParent' | 'inWave' | 'onDemand' | 'never';

const ARRIVALS = {
  root: 'inWave',
  joined: 'withParent',
  selectin: 'inWave',
  recursive: 'inWave',
  lazy: 'onDemand',
  raise: 'never',
} as const satisfies Record<string, Arrival>;

export type LoadStrategy = Exclude<keyof typeof ARRIVALS, 'root'>;

export interface Decided {
  readonly decision: { readonly strategy: LoadStrategy | 'root' };
}

export function arrivalOf({ decision }: Decided): Arrival {
  return ARRIVALS[decision.strategy];
}

/** Whether the rows come in the statement of the parent. */
export function ridesAlong(node: Decided): boolean {
  return arrivalOf(node) === 'withParent';
}

export interface LoadHint {
  readonly strategy: LoadStrategy | 'auto';
  /** `@load on users.posts`, `header x-espalier-load`: named in errors and in `because`. */
  readonly source: string;
  /** A field's own hint is an order; the header's applies wherever it is legal. */
  readonly binding: boolean;
  /** It is the hint of a computed field for what it requires: the operation's own hint on the same rows goes before it. */
  readonly required?: boolean;
  /** The same field asks for this other strategy elsewhere in the document. */
  readonly contradicts?: LoadStrategy | 'auto';
}
