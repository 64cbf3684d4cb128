/** Reads the SQL condition of a configured relation: `lower({source}.code) = lower({target}.code)`. */
import type { OnCondition } from '../../model/model.ts';
import type { IssueScope } from './config-issues.ts';
import { readSqlText } from './sql-text.ts';
import { suggest } from '../../util/suggest.ts';

const SIDES = ['source', 'target'] as const;
const HOLDERS = SIDES.map((side) => `{${side}}`);

/** Gives null where something is wrong, and reports it. */
export function readCondition(text: string, issues: IssueScope): OnCondition | null {
  const pieces = readSqlText(text, issues);
  const parts = pieces.flatMap(({ text: part, isCode }) => (isCode ? codeParts(part, issues) : [{ text: part }]));
  if (issues.hasIssues) return null;
  for (const side of SIDES) {
    if (parts.some((part) => 'side' in part && part.side === side)) continue;
    const isQuoted = text.includes(`{${side}}`) ? ' outside of quotation marks and comments' : '';
    issues.wrong(`never mentions {${side}}${isQuoted}: every row would be joined to every other`);
  }
  const code = pieces.map((piece) => (piece.isCode ? piece.text : ' ')).join('');
  if (!issues.hasIssues && !connects(code)) {
    issues.wrong(
      'asks each side for itself and connects {source} with {target} nowhere: every row would be joined to every other',
    );
  }
  return issues.hasIssues ? null : parts;
}

/**
 * False only where it is certain: all parts of the condition must hold, and none of them is about both sides. PostgreSQL alone could tell
 * for every condition.
 */
function connects(code: string): boolean {
  const conjuncts = topLevel(code);
  if (conjuncts.some((part) => /\b(?:or|not|case|between)\b/i.test(outside(part)) || hasBareName(part))) return true;
  return conjuncts.some((part) => {
    const inner = /^\s*\(([^]*)\)\s*$/.exec(part)?.[1];
    if (inner !== undefined && isBalanced(inner)) return connects(inner);
    return HOLDERS.every((holder) => part.includes(holder));
  });
}

const WORDS = new Set(['and', 'is', 'null', 'true', 'false', 'distinct', 'from', 'select']);

/** A name without a side may be a column of either, and then PostgreSQL says what is wrong with it. */
function hasBareName(code: string): boolean {
  const others = code.replaceAll(/\{\w+\}\s*\.\s*(?:"[^"]*"|\w+)/g, ' ');
  return [...others.matchAll(/[a-z_]\w*(?!\w|\s*\()/gi)].some(([name]) => !WORDS.has(name.toLowerCase()));
}

/** Gives the parts that `and` joins outside of parentheses. */
function topLevel(code: string): string[] {
  const conjuncts = [''];
  for (const token of code.split(/(\band\b)/i)) {
    const last = conjuncts.length - 1;
    if (/^and$/i.test(token) && isBalanced(conjuncts[last] ?? '')) conjuncts.push('');
    else conjuncts[last] += token;
  }
  return conjuncts;
}

/** Every parenthesis is closed, and none before it was opened. */
function isBalanced(code: string): boolean {
  let depth = 0;
  for (const character of code) {
    if (character === '(') depth++;
    else if (character === ')' && --depth < 0) return false;
  }
  return depth === 0;
}

/** Gives the code without its parts in parentheses. */
function outside(code: string): string {
  let depth = 0;
  let text = '';
  for (const character of code) {
    if (character === '(') depth++;
    if (depth === 0) text += character;
    if (character === ')') depth--;
  }
  return text;
}

function codeParts(code: string, issues: IssueScope): OnCondition {
  return code.split(/(\{[^{}]*\})/).flatMap((text, index): OnCondition => {
    if (index % 2 === 0) return text === '' ? [] : [{ text }];
    const side = SIDES.find((each) => text === `{${each}}`);
    if (!side) issues.wrong(`has the placeholder ${text}; there are {source} and {target}.${suggest(text, HOLDERS)}`);
    return side ? [{ side }] : [];
  });
}
