/** Messages of planning in the words of a selection: `User.posts: limit is -1`. */
import type { GraphQLError } from 'graphql';
import type { SessionOperation } from './operation.ts';

/** How a selection calls its root, and how the operation does that is made of it. */
export interface RootName {
  readonly field: string;
  readonly name: string;
}

const ONE_FIELD = 'It must have exactly one field, with a value.';

/** A program knows arguments by their places, and no variables. */
export function saidOfVariable({ message }: GraphQLError, places: SessionOperation['places']): string {
  return (
    message
      .replace(/^Variable "\$(\w+)"/, (variable, name: string) => places.get(name) ?? variable)
      // graphql 16 names the variable once more, before the place in its value.
      .replace(/ at "(\w+)([^"]*)";/, (at, name: string, place: string) => (places.has(name) ? ` at ${place};` : at))
      .replace(/(?:Within OneOf Input Object type|Exactly one key must be specified for OneOf type) .*/, ONE_FIELD)
  );
}

/** Messages about the arguments of the field at a path: `posts(limit:) is -1` is `User.posts: limit is -1`. */
export function saidOfArgument(message: string, path: string, root: RootName): string {
  const label = /^\w+(?:\((\w+):\)|:)\s?/.exec(message);
  const rest = label ? message.slice(label[0].length) : message;
  const argument = label?.[1] ?? '';
  const space = argument === '' || /^[.[:]/.test(rest) ? '' : ' ';
  return `${selectionPath(path, root)}: ${argument}${space}${rest}`;
}

/** Messages about how relations are loaded. */
export function saidOfLoad(message: string, root: RootName | null = null): string {
  const said = message
    .replaceAll(/@load\(strategy: (\w+)\)/g, (_, strategy: string) => `load: '${strategy.toLowerCase()}'`)
    .replaceAll('@load on', 'load of')
    .replaceAll('@load', 'load');
  return root ? said.replaceAll(/(?<![\w.])\w+(?=\.\w)/g, (word) => (word === root.field ? root.name : word)) : said;
}

function selectionPath(path: string, { field, name }: RootName): string {
  return path === field || path.startsWith(`${field}.`) ? `${name}${path.slice(field.length)}` : path;
}
