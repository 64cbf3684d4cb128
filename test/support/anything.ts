/** A right value with any value in the place of one of its parts, as a person without types may write it. */
import * as fc from 'fast-check';

const ANYTHING: readonly unknown[] = [
  null,
  undefined,
  5,
  -1,
  1.5,
  NaN,
  10n,
  '',
  'x',
  '__proto__',
  true,
  false,
  [],
  [null],
  [[]],
  ['x'],
  [{}],
  {},
  { x: 1 },
  { constructor: {} },
  new Date(0),
  (): number => 1,
];

export function withAnything(right: () => object): fc.Arbitrary<unknown> {
  return fc
    .record({ path: fc.constantFrom(...pathsOf(right())), instead: fc.constantFrom(...ANYTHING) })
    .map(({ path, instead }) => replaced(right(), path, instead));
}

type Path = readonly string[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [[...path, key], ...pathsOf(part, [...path, key])]);
}

function replaced(value: unknown, [key, ...below]: Path, instead: unknown): unknown {
  if (key === undefined) return instead;
  const parts = Object.entries(value ?? {}).map(([each, part]) => {
    return [each, each === key ? replaced(part, below, instead) : part];
  });
  return Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}
