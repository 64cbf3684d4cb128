import type { GraphQLResolveInfo } from 'graphql';

/** Response keys from the root, without the positions in lists: `orders.customer`. */
export function responsePath(path: GraphQLResolveInfo['path'] | undefined): string {
  if (!path) return '';
  const above = responsePath(path.prev);
  if (typeof path.key === 'number') return above;
  return above === '' ? path.key : `${above}.${path.key}`;
}
