/**
 * Resolvers that fail for some rows in typical ways: at once or late, with values that do not fit their types, and
 * beside their loads.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CustomFieldOptions, Row } from '../../../schema/config/added/extension-settings.ts';
import type { ResolverContext } from '../../../schema/config/added/resolver-context.ts';
import type { Entity } from '../../../schema/model/model.ts';
import type { Dice } from '../dice.ts';
import { ownName } from '../own-name.ts';
import { pathFrom, requiredText } from '../random-added.ts';

/** One row in so many fails. */
const SPARED = [3, 5, 9];

type Type = 'String!' | 'String' | 'Int!' | '[String!]!' | '[String]';
type Moment = 'at once' | 'as a promise' | 'in a later turn' | 'after a load';

/** A result or an error that a resolver gives in the place of its value. */
const FAILURES: readonly (() => unknown)[] = [
  () => {
    throw new Error('the function throws');
  },
  () => new Error('the function gives an error'),
  () => null,
  () => undefined,
  () => ({ not: 'of its type' }),
];

const FAILURES_OF_LISTS: readonly (() => unknown)[] = [
  ...FAILURES,
  () => ['a', new Error('an element is an error'), 'b'],
  () => ['a', null],
  () => ['a', Promise.reject(new Error('an element rejects')), Promise.resolve('b')],
];

export function failingFields(dice: Dice, entity: Entity): Readonly<Record<string, CustomFieldOptions>> {
  const fields = Array.from({ length: 1 + dice.next(2) }, (_, index) => {
    const paths = [pathFrom(dice, entity, 2), ...(dice.oneIn(3) ? [pathFrom(dice, entity, 1)] : [])];
    const known = paths.filter((path) => path !== null);
    return known.length === 0 ? [] : [[ownName(entity, `Fails${index}`), failing(dice, entity, known)] as const];
  });
  return Object.fromEntries(fields.flat());
}

function failing(dice: Dice, entity: Entity, paths: readonly (readonly string[])[]): CustomFieldOptions {
  const type = dice.pick<Type>(['String!', 'String!', 'String', 'Int!', '[String!]!', '[String]']) ?? 'String!';
  const moment = dice.pick<Moment>(['at once', 'as a promise', 'in a later turn', 'after a load']) ?? 'at once';
  const failure = dice.pick(type.startsWith('[') ? FAILURES_OF_LISTS : FAILURES) ?? (() => null);
  const spared = dice.pick(SPARED) ?? 3;
  // Loaders cannot load a row without a key.
  const known = entity.key ? entity.relations.filter(({ tree, target }) => tree === null && !target.stub) : [];
  const loads = dice.pick(known)?.field ?? null;
  const give = (row: Row): unknown => {
    const text = requiredText(row, paths);
    return sum(text) % spared === 0 ? failure() : valueOf(type, text);
  };
  return {
    type,
    requires: paths.map((path) => path.join('.')),
    resolve: (row, _args, context) => (moment === 'at once' ? give(row) : later(moment, { row, context, loads, give })),
  };
}

interface LateCall {
  readonly row: Row;
  readonly context: ResolverContext;
  readonly loads: string | null;
  readonly give: (row: Row) => unknown;
}

async function later(moment: Moment, { row, context, loads, give }: LateCall): Promise<unknown> {
  if (moment === 'in a later turn') await nextTurn();
  if (moment === 'after a load' && loads !== null) await context.loaders.relation(row, loads);
  return give(row);
}

function valueOf(type: Type, text: string): unknown {
  if (type === 'Int!') return text.length;
  return type.startsWith('[') ? [text, 'and more'] : text;
}

/** A number that depends only on the text. */
function sum(text: string): number {
  let total = 0;
  for (const character of text) total = (total * 31 + character.charCodeAt(0)) % 9_973;
  return total;
}
