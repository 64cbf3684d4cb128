/** Checks that every applied directive is defined, in the version of federation that the SDL links to. */
import { type DirectiveDefinitionNode, Kind, parse } from 'graphql';
import type { IssueScope } from '../config/reader/config-issues.ts';
import { messageOf } from '../util/message-of.ts';
import { suggest } from '../util/suggest.ts';
import { directiveName, FEDERATION_DIRECTIVES } from './directives.ts';
import { parseDirective } from './print-sdl.ts';
import type { FederationSettings } from '../config/federation/federation-settings.ts';

export function checkDirectives(
  settings: FederationSettings,
  directives: ReadonlyMap<string, readonly string[]>,
  issues: IssueScope,
): void {
  const definitions = readDefinitions(settings.definitions);
  const own = [...definitions.keys()];
  const declared = [...FEDERATION_DIRECTIVES.keys(), ...own, 'deprecated'];
  for (const [coordinate, applied] of directives) {
    for (const directive of applied) {
      const name = directiveName(directive);
      const definition = FEDERATION_DIRECTIVES.has(name) ? undefined : definitions.get(name);
      const problem =
        problemOf(directive, declared, settings.version) ?? (definition && misuse(directive, coordinate, definition));
      if (problem) issues.at('types').because(`${coordinate} has ${directive}, ${problem}`);
    }
  }
  checkLinks(settings, issues);
  checkDefinitions(settings.definitions, issues.at('definitions'));
  for (const name of own) {
    if (FEDERATION_DIRECTIVES.has(name)) issues.at('definitions').because(`@${name} is federation's own.`);
  }
  const composed = issues.at('composeDirectives');
  for (const name of settings.composeDirectives) {
    const bare = name.replace(/^@/, '');
    if (!own.includes(bare)) composed.because(`${name} is not defined in federation.definitions.`);
    if (!settings.links.some((link) => link.import.some((each) => each.replace(/^@/, '') === bare))) {
      composed.because(`${name} belongs to no specification; name one in federation.links, with import: ["@${bare}"].`);
    }
  }
  if (settings.composeDirectives.length > 0 && minor(settings.version) < 1) {
    composed.because('@composeDirective came with version 2.1; raise federation.version.');
  }
}

/** Composition reads a name and a version at the end of a URL: `https://example.org/mine/v1.0`. */
function checkLinks({ links }: FederationSettings, issues: IssueScope): void {
  for (const [index, { url }] of links.entries()) {
    const at = issues.at(`links[${index}].url`);
    if (/^https?:\/\/specs\.apollo\.dev\/federation\//.test(url)) {
      at.because('federation itself is linked anyway; its version is federation.version.');
    } else if (!URL.canParse(url) || !/\/v\d+\.\d+$/.test(url)) {
      at.wrong('must be a URL that ends in a name and a version, such as https://example.org/mine/v1.0.');
    }
  }
}

function checkDefinitions(definitions: string, issues: IssueScope): void {
  if (definitions.trim() === '') return;
  try {
    parse(definitions, { noLocation: true });
  } catch (error) {
    issues.wrong(`is not SDL: ${messageOf(error)}`);
  }
}

function problemOf(directive: string, existing: readonly string[], version: string): string | null {
  const name = directiveName(directive);
  if (!isWellFormed(directive)) return 'which is not a directive such as @custom(level: 1).';
  if (!existing.includes(name))
    return `which is defined nowhere.${suggest(name, existing)} Define it in federation.definitions.`;
  const since = name === 'override' && directive.includes('label:') ? 7 : (FEDERATION_DIRECTIVES.get(name) ?? 0);
  return minor(version) >= since
    ? null
    : `which came with version 2.${since}; raise federation.version from ${version}.`;
}

/** Tells where an own directive stands in a place that its definition does not allow, or has other arguments. */
function misuse(text: string, coordinate: string, definition: DirectiveDefinitionNode): string | null {
  const locations = definition.locations.map(({ value }) => value);
  const isField = coordinate.includes('.');
  const allowed = isField ? locations.includes('FIELD_DEFINITION') : locations.some((each) => !each.includes('FIELD'));
  if (!allowed) return `which is defined for ${locations.join(', ')} only.`;
  const cached = (definition.arguments ?? []).map(({ name }) => name.value);
  const given = parseDirective(text).flatMap(({ arguments: args = [] }) => args.map(({ name }) => name.value));
  const unknown = given.find((name) => !cached.includes(name));
  return unknown === undefined ? null : `which has no argument "${unknown}".${suggest(unknown, cached)}`;
}

function readDefinitions(text: string): ReadonlyMap<string, DirectiveDefinitionNode> {
  try {
    const { definitions } = parse(text, { noLocation: true });
    const directives = definitions.filter((each) => each.kind === Kind.DIRECTIVE_DEFINITION);
    return new Map(directives.map((each) => [each.name.value, each]));
  } catch {
    return new Map();
  }
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
