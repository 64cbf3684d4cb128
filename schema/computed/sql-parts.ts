/** SQL of the configuration → what stands in every statement, and what takes its place in each. */
import type { SqlPart } from '../model.ts';
import { suggest } from '../suggest.ts';

/** `{row}`, `{arg.rate}`. Other braces are SQL's own: `'{1,2}'::int[]`. */
const PLACEHOLDER = /\{row\}|\{arg\.([^{}]*)\}/g;

export function readSqlParts(sql: string, args: readonly string[], report: (problem: string) => void): SqlPart[] {
  // A statement numbers its parameters itself.
  if (/\$\d/.test(sql)) report('holds a parameter such as $1; arguments are written {arg.name}');
  const parts: SqlPart[] = [];
  const used = new Set<string>();
  let at = 0;
  for (const match of sql.matchAll(PLACEHOLDER)) {
    const [whole, name] = match;
    parts.push(sql.slice(at, match.index));
    at = match.index + whole.length;
    if (name === undefined) parts.push({ kind: 'row' });
    else if (args.includes(name)) parts.push({ kind: 'argument', index: args.indexOf(name) });
    else report(`names {arg.${name}}, which is not among args.${suggest(name, args)}`);
    if (name !== undefined) used.add(name);
  }
  const idle = args.find((name) => !used.has(name));
  if (idle !== undefined) report(`does not use {arg.${idle}}, which args declares`);
  return [...parts, sql.slice(at)];
}
