/** The kinds of strange databases, each by itself or several at once. */
export const STRANGE_KINDS = [
  'keys',
  'extensions',
  'collations',
  'grants',
  'heirs',
  'dangling',
  'repeats',
  'shadows',
  'settings',
] as const;

export type StrangeKind = (typeof STRANGE_KINDS)[number];
