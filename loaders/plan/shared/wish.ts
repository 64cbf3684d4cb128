/** The strategy that somebody has asked for: the operation's `@load`, then the configuration, then the request's default. */
import type { Relation } from '../../../schema/model/model.ts';
import type { LoadHint, LoadStrategy } from './load-strategy.ts';

export interface Wish {
  readonly strategy: LoadStrategy;
  /** Named in errors and reasons. */
  readonly source: string;
  /** It is granted or the operation is refused; another wish gives way. */
  readonly binding: boolean;
}

interface Wished {
  readonly load: LoadHint | null;
  readonly relation: Relation | null;
}

export function wishOf({ load, relation }: Wished): Wish | null {
  if (load?.binding && load.strategy !== 'auto') return { ...load, strategy: load.strategy };
  if (load?.binding) return null;
  if (relation && relation.load !== 'auto') {
    const source = `configuration of ${relation.source.name}.${relation.field}`;
    // A valid operation is answered: a configured join gives way where it would be wrong, as no client could mend that.
    return { strategy: relation.load, source, binding: relation.load !== 'joined' };
  }
  return load && load.strategy !== 'auto' ? { ...load, strategy: load.strategy } : null;
}
