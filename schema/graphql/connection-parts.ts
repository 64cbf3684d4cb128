/** The fields of connections, edges and page infos, which mean what they are called. */
import { GraphQLEnumType, type GraphQLFieldConfig, GraphQLInt, GraphQLNonNull } from 'graphql';

export const PARTS = {
  connection: ['edges', 'nodes', 'pageInfo', 'totalCount', 'aggregate'],
  edge: ['cursor', 'node'],
  pageInfo: ['hasNextPage', 'hasPreviousPage', 'startCursor', 'endCursor'],
} as const;

export type PartName = (typeof PARTS)[keyof typeof PARTS][number];

export function totalCount(): GraphQLFieldConfig<unknown, unknown> {
  const mode = new GraphQLEnumType({
    name: 'CountMode',
    values: {
      EXACT: { description: 'Every row is counted.' },
      ESTIMATE: {
        description:
          'As many as PostgreSQL expects, from its statistics. Below a row it is exact; where rows may be hidden, up to 10000.',
      },
      CAPPED: { description: 'Rows are counted up to `cap`: that number means so many or more.' },
    },
  });
  const args = {
    mode: { type: new GraphQLNonNull(mode), defaultValue: 'EXACT' },
    cap: { type: GraphQLInt, description: 'For CAPPED: where counting ends.' },
  };
  return { type: new GraphQLNonNull(GraphQLInt), args, description: 'Rows of the whole list, whatever the page.' };
}
