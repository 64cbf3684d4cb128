/** Whether every applied directive is known, and to the version of federation that is linked to. */
import { suggest } from '../suggest.ts';
import { directiveName, FEDERATION_DIRECTIVES } from './directives.ts';
import { parseDirective } from './print-sdl.ts';
import type { FederationSettings } from './settings.ts';

export function checkDirectives(
  settings: FederationSettings,
  directives: ReadonlyMap<string, readonly string[]>,
): string[] {
  const own = [...settings.definitions.matchAll(/directive\s+@(\w+)/g)].map(([, name = '']) => name);
  const known = [...FEDERATION_DIRECTIVES.keys(), ...own, 'deprecated'];
  const mistakes: string[] = [];
  for (const [coordinate, applied] of directives) {
    for (const directive of applied) {
      const problem = problemOf(directive, known, settings.version);
      if (problem !== null) mistakes.push(`federation.types: ${coordinate} has ${directive}, ${problem}`);
    }
  }
  for (const name of settings.composeDirectives) {
    if (own.includes(name.replace(/^@/, ''))) continue;
    mistakes.push(`federation.composeDirectives: ${name} is not defined in federation.definitions.`);
  }
  if (settings.composeDirectives.length > 0 && minor(settings.version) < 1) {
    mistakes.push('federation.composeDirectives: @composeDirective came with version 2.1; raise federation.version.');
  }
  return mistakes;
}

function problemOf(directive: string, known: readonly string[], version: string): string | null {
  const name = directiveName(directive);
  if (!isWellFormed(directive)) return 'which is no directive such as @custom(level: 1).';
  if (!known.includes(name))
    return `which is defined nowhere.${suggest(name, known)} Define it in federation.definitions.`;
  const since = name === 'override' && directive.includes('label:') ? 7 : (FEDERATION_DIRECTIVES.get(name) ?? 0);
  return minor(version) >= since
    ? null
    : `which came with version 2.${since}; raise federation.version from ${version}.`;
}

function isWellFormed(directive: string): boolean {
  try {
    return parseDirective(directive).length === 1;
  } catch {
    return false;
  }
}

function minor(version: string): number {
  return Number(version.slice(2));
}
