/** Types of extensions, in a schema that may be on the search path or not. */
import type { Kind } from '../column-kinds.ts';
import type { KeyName } from '../key-kinds.ts';

interface Extension {
  readonly keys: readonly KeyName[];
  readonly kinds: readonly Kind[];
}

/** An extension with a name alone only brings operators for existing types. */
const EXTENSIONS: Readonly<Record<string, Extension>> = {
  citext: { keys: ['citext'], kinds: [{ type: 'ext.citext', values: ["'Ab'", "'ba'", "'C_%'"] }] },
  isn: { keys: ['issn'], kinds: [{ type: 'ext.issn', values: ["'1436-4522'", "'0378-5955'"] }] },
  ltree: {
    keys: ['ltree'],
    kinds: [
      { type: 'ext.ltree', values: ["'top'", "'top.a'", "'top.a.b'"] },
      { type: 'ext.ltree[]', values: ["'{top,top.a}'", "'{}'"] },
    ],
  },
  hstore: { keys: [], kinds: [{ type: 'ext.hstore', values: [`'a=>1'`, `'"b c"=>NULL, a=>2'`, "''"] }] },
  intarray: { keys: [], kinds: [{ type: 'int[]', values: ["'{1,2}'", "'{2,1}'", "'{}'", "'{3}'"] }] },
  cube: { keys: [], kinds: [{ type: 'ext.cube', values: ["'(1,2)'", "'(0),(3)'"] }] },
  seg: { keys: [], kinds: [{ type: 'ext.seg', values: ["'1.5'", "'1 .. 3'"] }] },
};

export function extensionsSql(available: readonly string[]): string[] {
  return here(available).map(([name]) => `create extension ${name} schema ext;`);
}

export function extensionKeys(available: readonly string[]): readonly KeyName[] {
  return here(available).flatMap(([, { keys }]) => keys);
}

export function extensionKinds(available: readonly string[]): readonly Kind[] {
  return here(available).flatMap(([, { kinds }]) => kinds);
}

function here(available: readonly string[]) {
  return Object.entries(EXTENSIONS).filter(([name]) => available.includes(name));
}
