/** The parts of an operation that its plan depends on, whatever the values: its fields under one outcome of `@skip` and `@include`. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import { argumentSites } from '../arguments/arguments.ts';
import { collectFields, type CollectedField, shouldInclude } from '../operation/collect-fields.ts';
import { OutlineCache } from '../operation/field-cache.ts';
import { strategyOf } from '../operation/load-hints.ts';
import type { VariableValues } from '../operation/variables.ts';
import { BYTES_PER_CHARACTER } from './plan-cache.ts';

/** The size of an outline, counted over all levels. */
interface OutlineSize {
  readonly fields: number;
  /** The length of all paths. An alias may be as long as a document, and a fragment with it may stand in many places. */
  readonly characters: number;
}

interface Outline {
  readonly size: OutlineSize;
  readonly fields: readonly CollectedField[];
  readonly sites: readonly CollectedField[];
  /** The `_entities` and `node` fields. */
  readonly entitySites: readonly CollectedField[];
}

/** An operation as one request asks it. */
export interface OutlinedOperation extends Outline {
  /** Tells operations, conditions and load hints apart. */
  readonly key: string;
  /** The estimated bytes of its names in a plan. */
  readonly bytes: number;
}

/** The facts about an operation of a document, whatever the variables. */
interface OperationFacts {
  readonly id: number;
  /** A name is a slice of the text, all of which stays in memory with it. */
  readonly textBytes: number;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Everything with `@skip` or `@include`. */
  readonly conditional: readonly SelectionNode[];
  /** Fields whose `@load` names a variable. */
  readonly hinted: readonly FieldNode[];
}

/** As measured: a field in an outline, and a field with its writer in a plan. */
const BYTES_PER_OUTLINED_FIELD = 400;
const BYTES_PER_FIELD = 600;

export class OperationOutlines {
  readonly #api: ApiSchema;
  readonly #facts = new WeakMap<OperationDefinitionNode, OperationFacts>();
  readonly #outlines: OutlineCache<Outline>;
  #operations = 0;

  constructor(api: ApiSchema, bytes: number) {
    this.#api = api;
    this.#outlines = new OutlineCache(bytes);
  }

  of(document: DocumentNode, operation: OperationDefinitionNode, variables: VariableValues): OutlinedOperation {
    const facts = this.#factsOf(document, operation);
    const conditions = facts.conditional.map((node) => (shouldInclude(node, variables) ? '1' : '0')).join('');
    const loads = facts.hinted.map((node) => String(strategyOf(node, variables))).join();
    const { size, fields, sites, entitySites } = this.#outline(facts, operation, variables, conditions);
    const key = `${facts.id}/${conditions}/${loads}`;
    return { key, bytes: facts.textBytes + namesBytes(size), size, fields, sites, entitySites };
  }

  #factsOf(document: DocumentNode, operation: OperationDefinitionNode): OperationFacts {
    const cached = this.#facts.get(operation);
    if (cached) return cached;
    const fragments = new Map<string, FragmentDefinitionNode>();
    for (const definition of document.definitions) {
      if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
    }
    const sets = [operation.selectionSet, ...[...fragments.values()].map((fragment) => fragment.selectionSet)];
    const facts = {
      id: this.#operations++,
      textBytes: (operation.loc?.source.body.length ?? 0) * BYTES_PER_CHARACTER,
      fragments,
      conditional: sets.flatMap((set) => selectionsWhere(set, isConditional)),
      hinted: sets
        .flatMap((set) => selectionsWhere(set, isHintedByVariable))
        .filter((node) => node.kind === Kind.FIELD),
    };
    this.#facts.set(operation, facts);
    return facts;
  }

  #outline(
    facts: OperationFacts,
    operation: OperationDefinitionNode,
    variables: VariableValues,
    conditions: string,
  ): Outline {
    const cached = this.#outlines.get(operation, conditions);
    if (cached) return cached;
    const fields = collectFields({ api: this.#api, fragments: facts.fragments, variables }, operation);
    const entitySites = fields.filter(({ source }) => source?.kind === 'entities' || source?.kind === 'rootNode');
    const size = sizeOf(fields);
    const outlined = { size, fields, sites: argumentSites(fields), entitySites };
    const bytes = size.fields * BYTES_PER_OUTLINED_FIELD + size.characters * BYTES_PER_CHARACTER;
    this.#outlines.set(operation, conditions, outlined, bytes);
    return outlined;
  }
}

function sizeOf(outline: readonly CollectedField[]): OutlineSize {
  let fields = outline.length;
  let characters = 0;
  for (const { path, children } of outline) {
    const below = sizeOf(children);
    fields += below.fields;
    characters += path.length + below.characters;
  }
  return { fields, characters };
}

/** A name stands in the plan, in its writer and in the kernel's program. */
function namesBytes({ fields, characters }: OutlineSize): number {
  return fields * BYTES_PER_FIELD + characters * 3 * BYTES_PER_CHARACTER;
}

function selectionsWhere(set: SelectionSetNode, wanted: (node: SelectionNode) => boolean): SelectionNode[] {
  return set.selections.flatMap((node) => {
    const inner = node.kind === Kind.FRAGMENT_SPREAD ? undefined : node.selectionSet;
    const below = inner ? selectionsWhere(inner, wanted) : [];
    return wanted(node) ? [node, ...below] : below;
  });
}

function isConditional({ directives = [] }: SelectionNode): boolean {
  return directives.some(({ name }) => name.value === 'skip' || name.value === 'include');
}

function isHintedByVariable({ directives = [] }: SelectionNode): boolean {
  return directives.some(
    ({ name, arguments: args = [] }) => name.value === 'load' && args.some(({ value }) => value.kind === Kind.VARIABLE),
  );
}
