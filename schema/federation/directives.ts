/** Makes applied directives of settings, as they are printed. */
import type { DirectiveSettings, FieldSettings, TypeSettings } from '../config/federation/federation-settings.ts';
import type { EntityKey } from '../graphql/entity-references.ts';

/** Directives of the federation specification, and the minor version of Federation 2 that has brought them. */
export const FEDERATION_DIRECTIVES: ReadonlyMap<string, number> = new Map([
  ['key', 0],
  ['requires', 0],
  ['provides', 0],
  ['external', 0],
  ['shareable', 0],
  ['extends', 0],
  ['override', 0],
  ['inaccessible', 0],
  ['tag', 0],
  ['composeDirective', 1],
  ['interfaceObject', 3],
  ['authenticated', 5],
  ['requiresScopes', 5],
  ['policy', 6],
  ['context', 8],
  ['cost', 9],
  ['listSize', 9],
]);

export function keyDirective({ fields, resolvable }: Pick<EntityKey, 'fields' | 'resolvable'>): string {
  return `@key(fields: ${quote(fields)}${resolvable ? '' : ', resolvable: false'})`;
}

export function typeDirectives(settings: TypeSettings): string[] {
  return [...(settings.interfaceObject ? ['@interfaceObject'] : []), ...commonDirectives(settings)];
}

export function fieldDirectives(settings: FieldSettings): string[] {
  const { external, override, overrideLabel, provides, requires } = settings;
  const directives = external ? ['@external'] : [];
  if (override !== null) {
    directives.push(
      `@override(from: ${quote(override)}${overrideLabel === null ? '' : `, label: ${quote(overrideLabel)}`})`,
    );
  }
  if (provides !== null) directives.push(`@provides(fields: ${quote(provides)})`);
  if (requires !== null) directives.push(`@requires(fields: ${quote(requires)})`);
  return [...directives, ...commonDirectives(settings)];
}

function commonDirectives(settings: DirectiveSettings): string[] {
  const { shareable, inaccessible, tags, authenticated, requiresScopes, policy, directives } = settings;
  return [
    ...(shareable ? ['@shareable'] : []),
    ...(inaccessible ? ['@inaccessible'] : []),
    ...tags.map((name) => `@tag(name: ${quote(name)})`),
    ...(authenticated ? ['@authenticated'] : []),
    ...(requiresScopes.length > 0 ? [`@requiresScopes(scopes: ${JSON.stringify(requiresScopes)})`] : []),
    ...(policy.length > 0 ? [`@policy(policies: ${JSON.stringify(policy)})`] : []),
    ...directives,
  ];
}

/** Gives the name of an applied directive: `custom` for `@custom(level: 1)`. */
export function directiveName(directive: string): string {
  return /^@(\w+)/.exec(directive)?.[1] ?? '';
}

/** Writes a GraphQL string. */
export function quote(text: string): string {
  return JSON.stringify(text);
}
