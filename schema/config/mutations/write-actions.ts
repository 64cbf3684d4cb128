/** The kinds of fields that write rows of an entity. */
export const WRITE_ACTIONS = [
  'create',
  'createMany',
  'update',
  'updateWhere',
  'updateEach',
  'upsert',
  'upsertMany',
  'delete',
  'deleteWhere',
] as const;

export type WriteFieldAction = (typeof WRITE_ACTIONS)[number];
