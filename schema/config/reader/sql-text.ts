/**
 * SQL of a configuration goes into statements between parentheses. It is cut into code and quoted text, because braces, parentheses and
 * parameters have a meaning in code alone; and it must not end the parentheses around it.
 */

import { ConfigIssues, type IssueScope } from './config-issues.ts';

export interface SqlPiece {
  readonly text: string;
  /** Neither a literal nor a quoted name. */
  readonly isCode: boolean;
}

/** Gives the SQL without its comments. */
export function readSqlText(sql: string, issues: IssueScope): readonly SqlPiece[] {
  const pieces = cut(sql, issues);
  const code = pieces.map(({ text, isCode }) => (isCode ? text : '')).join('');
  if (pieces.every(({ text }) => text.trim() === '')) issues.wrong('is empty');
  if (code.includes(';')) issues.wrong('holds a semicolon; it is one expression, not a statement');
  checkParentheses(code, issues);
  const name = generatedName(pieces);
  if (name !== null) {
    issues.wrong(
      `uses the name ${name}, which tables of a statement may have; give yours another, as in: schema.table as other`,
    );
  }
  return pieces;
}

/** Statements call their tables t0, t1 and so on. The same name in a subquery would hide the row that is meant. */
function generatedName(pieces: readonly SqlPiece[]): string | null {
  const text = pieces.map((piece) => (piece.isCode || /^"t\d+"$/.test(piece.text) ? piece.text : ' ')).join('');
  return /(?<![\w$."]|\.\s+)(?:t\d+(?![\w$"])|"t\d+")/i.exec(text)?.[0] ?? null;
}

function checkParentheses(code: string, issues: IssueScope): void {
  let open = 0;
  for (const [parenthesis] of code.matchAll(/[()]/g)) {
    open += parenthesis === '(' ? 1 : -1;
    if (open < 0) return void issues.wrong('closes a parenthesis that it has not opened');
  }
  if (open > 0) issues.wrong('does not close a parenthesis');
}

/** A quoted piece begins with the first pattern and ends with the second. */
const QUOTED: readonly (readonly [begin: RegExp, end: RegExp, what: string])[] = [
  [/(?<![\w$])[eE]'/y, /(?:[^'\\]|\\[^]|'')*'/y, 'a text'],
  [/'/y, /(?:[^']|'')*'/y, 'a text'],
  [/"/y, /(?:[^"]|"")*"/y, 'a quoted name'],
];

function cut(sql: string, issues: IssueScope): readonly SqlPiece[] {
  const pieces: SqlPiece[] = [];
  let code = '';
  const quoted = (text: string): void => {
    pieces.push({ text: code, isCode: true }, { text, isCode: false });
    code = '';
  };
  let index = 0;
  while (index < sql.length) {
    const comment = commentAt(sql, index);
    const literal = comment ? null : literalAt(sql, index);
    const found = comment ?? literal;
    if (found?.end === null) {
      issues.wrong(`does not close ${found.what} that it opens`);
      quoted(sql.slice(index));
      break;
    }
    if (comment) code += ' ';
    else if (literal) quoted(sql.slice(index, found?.end));
    else code += sql[index];
    index = found?.end ?? index + 1;
  }
  return [...pieces, { text: code, isCode: true }].filter(({ text }) => text !== '');
}

interface Found {
  /** Null where the piece never ends. */
  readonly end: number | null;
  readonly what: string;
}

function literalAt(sql: string, index: number): Found | null {
  for (const [begin, end, what] of QUOTED) {
    const begun = match(begin, sql, index);
    if (begun) return { end: match(end, sql, index + begun.length) ? end.lastIndex : null, what };
  }
  const dollars = match(/(?<![\w$])\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y, sql, index);
  if (!dollars) return null;
  const close = sql.indexOf(dollars, index + dollars.length);
  return { end: close < 0 ? null : close + dollars.length, what: `the text between ${dollars}` };
}

/** Comments of several lines may hold other comments. */
function commentAt(sql: string, at: number): Found | null {
  if (sql.startsWith('--', at)) {
    const line = sql.indexOf('\n', at);
    return { end: line < 0 ? sql.length : line, what: 'a comment' };
  }
  if (!sql.startsWith('/*', at)) return null;
  let depth = 0;
  for (const { 0: mark, index } of sql.slice(at).matchAll(/\/\*|\*\//g)) {
    depth += mark === '/*' ? 1 : -1;
    if (depth === 0) return { end: at + index + 2, what: 'a comment' };
  }
  return { end: null, what: 'a comment' };
}

function match(pattern: RegExp, sql: string, index: number): string | null {
  pattern.lastIndex = index;
  return pattern.exec(sql)?.[0] ?? null;
}

/** Gives the names of called functions in small letters: `lower`, `public.full_name`. Keywords before a parenthesis may be among them. */
export function calledNames(sql: string): readonly string[] {
  const pieces = cut(sql, new ConfigIssues().at('sql'));
  const code = pieces.map(({ text, isCode }) => (isCode ? text : ' ')).join('');
  const names = code.matchAll(/([A-Za-z_][\w$]*(?:\s*\.\s*[A-Za-z_][\w$]*)?)\s*\(/g);
  return [...new Set(Array.from(names, ([, name = '']) => name.replaceAll(/\s/g, '').toLowerCase()))];
}
