/** An SQL condition of the operator's: `lower({source}.code) = lower({target}.code)`. */
import type { OnCondition } from '../model.ts';

const SIDES = ['source', 'target'] as const;

/** Null: something is wrong, and has been reported. */
export function readCondition(text: string, report: (mistake: string) => void): OnCondition | null {
  const parts = text.split(/\{([A-Za-z_]\w*)\}/);
  const holders = parts.filter((_, index) => index % 2 === 1);
  const strangers = holders.filter((name) => !SIDES.some((side) => side === name));
  for (const name of strangers) report(`has the placeholder {${name}}; there are {source} and {target}.`);
  const missing = SIDES.filter((side) => !holders.includes(side));
  for (const side of missing) {
    report(`never mentions {${side}}: every row would be joined to every other.`);
  }
  if (strangers.length > 0 || missing.length > 0) return null;
  return parts.map((part, index) => {
    return index % 2 === 0 ? { text: part } : { side: part === 'source' ? 'source' : 'target' };
  });
}
