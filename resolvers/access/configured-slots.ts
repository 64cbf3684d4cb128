/** Gives slots to the operands of the configuration, values and claims of requests. All plans share them. */
import type { Slot } from '../../loaders/plan/shared/filter.ts';
import { TEXT } from '../../schema/model/built-in-types.ts';
import { encodeInput } from '../../schema/values/encode-input.ts';
import { type Claim, claimColumn, type DeclaredClaims } from '../../schema/config/reader/claim-types.ts';
import type { ConfigIssues } from '../../schema/config/reader/config-issues.ts';
import { messageOf } from '../../schema/util/message-of.ts';
import type { Column, PgType } from '../../schema/model/model.ts';
import { suggest } from '../../schema/util/suggest.ts';
import type { Attempt, Slots } from '../arguments/argument-reader.ts';
import { boundType, claimName } from './claim-operand.ts';

/** The content of a slot: PostgreSQL's text of a value, or the claim that has it. */
export type Configured =
  | { readonly kind: 'value'; readonly value: string | readonly string[] }
  | { readonly kind: 'claim'; readonly claim: Claim };

export class ConfiguredSlots implements Slots {
  readonly slots: Configured[] = [];
  readonly #claims: DeclaredClaims;
  readonly #issues: ConfigIssues;

  constructor(claims: DeclaredClaims, issues: ConfigIssues) {
    this.#claims = claims;
    this.#issues = issues;
  }

  /** Issues are reported as they are found. */
  readonly attempt: Attempt = (work) => work();

  /** Nothing is noted, because the configuration does not vary from request to request. */
  note(): void {}

  /** Conditions are not counted, because the author of the configuration knows what they cost. */
  condition(): void {}

  within(): void {}

  value(type: PgType, value: unknown, at: string): Slot {
    const name = claimName(value);
    if (name === null) return this.#slot({ kind: 'value', value: this.#encode(type, value, at) }, type, false);
    return type.kind === 'array' ? this.#claim(name, type.element, true, at) : this.#claim(name, type, false, at);
  }

  list(type: PgType, value: unknown, at: string): Slot {
    const name = claimName(value);
    if (name !== null) return this.#claim(name, type, true, at);
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    const texts = items.map((item, index) => this.#encode(type, item, `${at}[${index}]`));
    return this.#slot({ kind: 'value', value: texts }, type, true);
  }

  /** Gives the claim itself, or null for an undeclared one, which it reports. */
  claim(name: string, at: string): { readonly column: Column; readonly slot: Slot } | null {
    const claim = this.#cached(name, at);
    return claim && { column: claimColumn(claim), slot: this.#slot({ kind: 'claim', claim }, claim.type, claim.list) };
  }

  #claim(name: string, type: PgType, list: boolean, at: string): Slot {
    const claim = this.#cached(name, at);
    const bound = claim?.list === list ? boundType(claim, type) : null;
    if (claim && !bound) {
      const wanted = `${type.name}${list ? '[]' : ''}`;
      this.#issues.at(at).wrong(`is compared with ${wanted}, and the claim ${name} is of type ${claim.typeName}.`);
    }
    return claim && bound ? this.#slot({ kind: 'claim', claim }, bound, list) : NOWHERE;
  }

  #cached(name: string, at: string): Claim | null {
    const claim = this.#claims.get(name);
    if (claim !== undefined) return claim;
    const hint = suggest(name, this.#claims.keys()) || ' Declare it with its type, as in claims: { userId: "int8" }.';
    return this.#issues.at(at).wrong(`names the claim ${JSON.stringify(name)}, which is not among the claims.${hint}`);
  }

  #encode(type: PgType, value: unknown, at: string): string {
    try {
      return encodeInput(type, value);
    } catch (error) {
      this.#issues.at(at).because(messageOf(error));
      return '';
    }
  }

  #slot(configured: Configured, type: PgType, list: boolean): Slot {
    const index = this.slots.push(configured) - 1;
    return { index, type, isArray: list, configured: true };
  }
}

/** This slot stands where an issue was reported. Its filter is never used. */
const NOWHERE: Slot = { index: -1, type: TEXT, isArray: false, configured: true };
