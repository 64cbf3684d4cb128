import type { GraphQLResolveInfo } from 'graphql';
import { StartView } from './view.ts';

/** Response keys from the root, without the positions in lists: `orders.customer`. */
export function responsePath({ path, rootValue }: Pick<GraphQLResolveInfo, 'path' | 'rootValue'>): string {
  return joined(path, rootValue instanceof StartView ? rootValue.path : '');
}

function joined(path: GraphQLResolveInfo['path'] | undefined, start: string): string {
  if (!path) return start;
  const above = joined(path.prev, start);
  if (typeof path.key === 'number') return above;
  return above === '' ? path.key : `${above}.${path.key}`;
}
