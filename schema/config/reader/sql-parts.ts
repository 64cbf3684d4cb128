/** Cuts SQL of the configuration into fixed text and the placeholders that each statement fills. */
import type { SqlPart } from '../../model/model.ts';
import type { IssueScope } from './config-issues.ts';
import { readSqlText } from './sql-text.ts';
import { suggest } from '../../util/suggest.ts';

export function readSqlParts(sql: string, args: readonly string[], issues: IssueScope): SqlPart[] {
  const pieces = readSqlText(sql, issues);
  // Each statement numbers its own parameters.
  if (pieces.some(({ text, isCode }) => isCode && /\$\d/.test(text))) {
    issues.wrong('holds a parameter such as $1; arguments are written {arg.name}');
  }
  const parts = pieces.flatMap(({ text, isCode }) => (isCode ? codeParts(text, args, issues) : [text]));
  const used = new Set(parts.map((part) => (typeof part !== 'string' && part.kind === 'argument' ? part.index : null)));
  const idle = args.find((_, index) => !used.has(index));
  if (idle !== undefined) {
    const quoted = pieces.some(({ text, isCode }) => !isCode && text.includes(`{arg.${idle}}`));
    issues.wrong(
      `does not use {arg.${idle}}, which args declares${quoted ? '; between quotation marks it is text' : ''}`,
    );
  }
  return parts;
}

/** The placeholders are `{row}` and `{arg.rate}`. Braces have no other meaning in code. */
function codeParts(code: string, args: readonly string[], issues: IssueScope): SqlPart[] {
  return code.split(/(\{[^{}]*\})/).flatMap((text, index): SqlPart[] => {
    if (index % 2 === 0) return text === '' ? [] : [text];
    if (text === '{row}') return [{ kind: 'row' }];
    const name = /^\{arg\.(.*)\}$/.exec(text)?.[1];
    if (name === undefined)
      issues.wrong(
        `has the placeholder ${text}; there are {row} and {arg.name}.${suggest(text, ['{row}', ...args.map((arg) => `{arg.${arg}}`)])}`,
      );
    else if (!args.includes(name)) issues.wrong(`names {arg.${name}}, which is not among args.${suggest(name, args)}`);
    return name !== undefined && args.includes(name) ? [{ kind: 'argument', index: args.indexOf(name) }] : [];
  });
}
