/** Whether a field set speaks of fields that are there, and remembers of which. */
import { type GraphQLNamedType, isLeafType } from 'graphql';
import { messageOf } from '../util/message-of.ts';
import { suggest } from '../util/suggest.ts';
import { type FieldSetField, parseFieldSet } from './field-set.ts';
import type { FederationSettings } from '../config/federation/federation-settings.ts';

interface SetRules {
  /** Where it stands: `fields.owner.provides`. */
  readonly at: string;
  /** What this subgraph has anyway needs no provider. */
  readonly mustBeExternal: boolean;
  report(mistake: string): void;
}

export class FieldSetChecker {
  readonly #fieldsOf: (type: string) => ReadonlyMap<string, GraphQLNamedType | undefined>;
  readonly #settings: FederationSettings;
  readonly #used = new Set<string>();

  constructor(
    fieldsOf: (type: string) => ReadonlyMap<string, GraphQLNamedType | undefined>,
    settings: FederationSettings,
  ) {
    this.#fieldsOf = fieldsOf;
    this.#settings = settings;
  }

  isUsed(type: string, field: string): boolean {
    return this.#used.has(`${type}.${field}`);
  }

  check(type: string, text: string, rules: SetRules): void {
    try {
      for (const field of parseFieldSet(text)) this.#check(type, field, rules);
    } catch (error) {
      rules.report(`${rules.at}: ${messageOf(error)}`);
    }
  }

  #check(owner: string, { name, fields }: FieldSetField, rules: SetRules): void {
    const existing = this.#fieldsOf(owner);
    const { at, report } = rules;
    if (!existing.has(name)) {
      report(`${at}: ${owner}.${name} is not there.${suggest(name, existing.keys())}`);
      return;
    }
    this.#used.add(`${owner}.${name}`);
    const external = this.#settings.types.get(owner)?.fields.get(name)?.external ?? false;
    const target = existing.get(name);
    if (!target) return;
    if (isLeafType(target)) {
      if (fields.length > 0) report(`${at}: ${owner}.${name} is of type ${target.name}, which has no fields.`);
      else if (rules.mustBeExternal && !external) {
        report(`${at}: ${owner}.${name} is a field of this subgraph already; only external ones are provided.`);
      }
      return;
    }
    if (fields.length === 0) report(`${at}: ${owner}.${name} is of type ${target.name}; say which of its fields.`);
    const below = { ...rules, mustBeExternal: rules.mustBeExternal && !external };
    for (const field of fields) this.#check(target.name, field, below);
  }
}
