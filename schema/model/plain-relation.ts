/** A relation of which nobody says more than where it leads. */
export const PLAIN_RELATION = {
  constraint: null,
  configured: null,
  on: null,
  junction: null,
  tree: null,
  siblings: null,
  load: 'auto',
  criteria: null,
  orderBy: null,
  description: null,
} as const;
