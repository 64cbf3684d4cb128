/** An SQL condition of the operator's: `lower({source}.code) = lower({target}.code)`. */
import type { OnCondition } from '../model.ts';
import { readSqlText } from '../sql-text.ts';
import { suggest } from '../suggest.ts';

const SIDES = ['source', 'target'] as const;
const HOLDERS = SIDES.map((side) => `{${side}}`);

/** Null: something is wrong, and has been reported. */
export function readCondition(text: string, report: (mistake: string) => void): OnCondition | null {
  let isRight = true;
  const wrong = (mistake: string): void => {
    isRight = false;
    report(/[.?]$/.test(mistake) ? mistake : `${mistake}.`);
  };
  const parts = readSqlText(text, wrong).flatMap(({ text: part, isCode }) =>
    isCode ? codeParts(part, wrong) : [{ text: part }],
  );
  if (!isRight) return null;
  for (const side of SIDES) {
    if (parts.some((part) => 'side' in part && part.side === side)) continue;
    const isQuoted = text.includes(`{${side}}`) ? ' outside of quotation marks and comments' : '';
    wrong(`never mentions {${side}}${isQuoted}: every row would be joined to every other`);
  }
  return isRight ? parts : null;
}

function codeParts(code: string, report: (mistake: string) => void): OnCondition {
  return code.split(/(\{[^{}]*\})/).flatMap((text, index): OnCondition => {
    if (index % 2 === 0) return text === '' ? [] : [{ text }];
    const side = SIDES.find((each) => text === `{${each}}`);
    if (!side) report(`has the placeholder ${text}; there are {source} and {target}.${suggest(text, HOLDERS)}`);
    return side ? [{ side }] : [];
  });
}
