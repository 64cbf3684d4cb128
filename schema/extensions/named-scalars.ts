/** Scalars that a program's types name, though no column may be of them. */
import { scalarNames } from '../values/scalars.ts';
import type { ExtensionSettings } from './extend.ts';

export function namedScalars({ entities, typeDefs }: ExtensionSettings): readonly string[] {
  const fields = [...(entities?.values() ?? [])].flatMap(({ resolved }) => [...resolved.values()]);
  const texts = [typeDefs ?? '', ...fields.flatMap(({ type, args }) => [type, ...args.values()])];
  const words = new Set(texts.flatMap((text) => text.match(/\w+/g) ?? []));
  return scalarNames().filter((name) => words.has(name));
}
