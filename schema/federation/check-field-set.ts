/** Checks that the fields of field sets are there, and remembers them. */
import { type GraphQLNamedType, isLeafType } from 'graphql';
import type { IssueScope } from '../config/reader/config-issues.ts';
import { messageOf } from '../util/message-of.ts';
import { suggest } from '../util/suggest.ts';
import { type FieldSetField, parseFieldSet } from './field-set.ts';
import type { FederationSettings } from '../config/federation/federation-settings.ts';

interface SetRules {
  readonly issues: IssueScope;
  /** The beginning of each message, such as `key "id": `. */
  readonly about?: string;
  /** Only external fields may stand in the set, for this subgraph has the others anyway. */
  readonly mustBeExternal: boolean;
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
      report(rules, messageOf(error));
    }
  }

  #check(owner: string, { name, fields }: FieldSetField, rules: SetRules): void {
    const existing = this.#fieldsOf(owner);
    const coordinate = `${owner}.${name}`;
    if (!existing.has(name)) {
      report(rules, `${coordinate} is not there.${suggest(name, existing.keys())}`, [name]);
      return;
    }
    this.#used.add(coordinate);
    const external = this.#settings.types.get(owner)?.fields.get(name)?.external ?? false;
    const target = existing.get(name);
    if (!target) return;
    if (isLeafType(target)) {
      if (fields.length > 0) report(rules, `${coordinate} is of type ${target.name}, which has no fields.`);
      else if (rules.mustBeExternal && !external) {
        report(rules, `${coordinate} is a field of this subgraph already; only external ones are provided.`);
      }
      return;
    }
    if (fields.length === 0) report(rules, `${coordinate} is of type ${target.name}; say which of its fields.`);
    const below = { ...rules, mustBeExternal: rules.mustBeExternal && !external };
    for (const field of fields) this.#check(target.name, field, below);
  }
}

function report({ issues, about = '' }: SetRules, sentence: string, needs?: readonly string[]): void {
  issues.because(`${about}${sentence}`, needs);
}
