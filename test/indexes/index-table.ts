/** Makes the table of `docs/filters.md` that says which index serves which filter. */
import type { IndexCase } from './index-cases.ts';

export function indexTable(cases: readonly IndexCase[]): string {
  const rows = cases
    .filter(({ isAnother }) => !isAnother)
    .map(({ kind, on, served, unserved, because }) => {
      const not = unserved ? `${operators(unserved)}: ${because}` : '';
      return `| \`${kind}\` on ${on} | ${operators(served) || 'none'} | ${not} |`.replaceAll(/ +\|$/g, ' |');
    });
  return ['| index | serves | does not serve |', '| --- | --- | --- |', ...rows].join('\n');
}

function operators(of: Readonly<Record<string, string>>): string {
  const names = Object.keys(of).map((label) => (label.startsWith('at ') ? label : (label.split(' ')[0] ?? label)));
  return [...new Set(names)].map((name) => `\`${name}\``).join(' ');
}
