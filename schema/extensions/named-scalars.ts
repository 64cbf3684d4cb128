/** Finds the scalars that a program's types name, whether a column is of them or not. */
import { scalarNames } from '../values/scalars.ts';
import type { ExtensionSettings } from './extend.ts';

export function namedScalars({ entities, typeDefs }: ExtensionSettings): readonly string[] {
  const fields = [...(entities?.values() ?? [])].flatMap(({ resolved }) => [...resolved.values()]);
  const texts = [typeDefs ?? '', ...fields.flatMap(({ type, args }) => [type, ...args.values()])];
  const words = new Set(texts.flatMap((text) => text.match(/\w+/g) ?? []));
  return scalarNames().filter((name) => words.has(name));
}
