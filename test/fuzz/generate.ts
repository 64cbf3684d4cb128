/** Arbitrary operations over the schema of a gateway. */
import * as fc from 'fast-check';
import {
  getNamedType,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLObjectType,
  type GraphQLUnionType,
  isAbstractType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { FieldSource, ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { Column } from '../../schema/model/model.ts';
import { NODE_ID } from '../../schema/nodes/nodes.ts';
import { sourceOf } from './field-source.ts';
import { ArgumentGenerator, cursorArguments } from './generate-arguments.ts';
import { canBeNamed, idArgument, representationsArgument } from './generate-references.ts';
import { ValueGenerator } from './generate-values.ts';
import { bare, type Condition, type Field, type Load, type SelectionSet } from './operation.ts';
import type { Samples } from './samples.ts';
import { withKeysOfGroups } from './keys-of-groups.ts';
import { sometimes } from './sometimes.ts';

/** The levels of rows below the root. */
const DEPTH = 4;

const RELATIONS = new Set<string>(
  'one choice many manyConnection manyAggregate tree groups entities rootNode rootList rootFunction rootOne rootConnection rootAggregate'.split(
    ' ',
  ),
);

/** The digits of these fields depend on the order in which values are added. */
const ADDED_FLOATS = /Aggregate(Sum|Avg|Stddev)$/;

export interface Draws {
  /** Columns whose values are not selected. */
  readonly ambiguous: ReadonlySet<Column>;
  /** With it, many relations are loaded lazily, and some references belong to no row. */
  readonly failing: boolean;
}

export function arbitraryOperation(
  api: ApiSchema,
  samples: Samples,
  draws: Draws = { ambiguous: new Set(), failing: false },
): fc.Arbitrary<SelectionSet> {
  return new OperationGenerator(api, samples, draws).operation();
}

type SelectedType = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType;

class OperationGenerator {
  readonly #api: ApiSchema;
  readonly #arguments: ArgumentGenerator;
  readonly #samples: Samples;
  readonly #draws: Draws;
  readonly #known = new Map<string, fc.Arbitrary<SelectionSet>>();

  constructor(api: ApiSchema, samples: Samples, draws: Draws) {
    this.#api = api;
    this.#samples = samples;
    this.#draws = draws;
    this.#arguments = new ArgumentGenerator(new ValueGenerator(api, samples));
  }

  operation(): fc.Arbitrary<SelectionSet> {
    const query = this.#api.schema.getQueryType();
    if (!query) throw new Error('The schema has no query type.');
    const roots = Object.values(query.getFields()).flatMap((field) => this.#field(query, field, DEPTH) ?? []);
    const fields = fc.array(fc.oneof(...roots), { minLength: 1, maxLength: 2 });
    return fc.record({ type: fc.constant(query.name), fields, types: fc.constant([]), fragment: fragments() });
  }

  #selection(type: SelectedType, depth: number): fc.Arbitrary<SelectionSet> {
    const key = `${type.name} ${depth}`;
    const known = this.#known.get(key);
    if (known) return known;
    // The set is built when it is first drawn, because the relations of the schema go in circles.
    let made: fc.Arbitrary<SelectionSet> | null = null;
    const lazy = fc.constant(null).chain(() => (made ??= this.#makeSelection(type, depth)));
    this.#known.set(key, lazy);
    return lazy;
  }

  /** Selects fields of the type itself, and fragments on some of its possible types. */
  #abstract(type: GraphQLInterfaceType | GraphQLUnionType, depth: number): fc.Arbitrary<SelectionSet> {
    const own = isUnionType(type)
      ? []
      : Object.values(type.getFields()).flatMap((each) => this.#field(type, each, depth) ?? []);
    const fields = fc.array(fc.oneof(fc.constant(bare('__typename')), ...own), { minLength: 1, maxLength: 2 });
    const possible = this.#api.schema.getPossibleTypes(type).map((each) => this.#selection(each, depth));
    const types = fc
      .tuple(...possible.map((each) => sometimes(60, each)))
      .map((chosen) => chosen.filter((each) => each !== null));
    return fc.record({ type: fc.constant(type.name), fields, types, fragment: fc.constant('none') });
  }

  #makeSelection(type: SelectedType, depth: number): fc.Arbitrary<SelectionSet> {
    if (isAbstractType(type)) return this.#abstract(type, depth);
    const plain: fc.Arbitrary<Field>[] = [fc.constant(bare('__typename'))];
    const loaded: fc.Arbitrary<Field>[] = [];
    for (const field of Object.values(type.getFields())) {
      const source = sourceOf(this.#api, type.name, field.name);
      const made = this.#field(type, field, depth);
      if (made) (source && RELATIONS.has(source.kind) ? loaded : plain).push(made);
    }
    const isRow = loaded.length > 0 || isEntity(this.#api, type);
    // The parts of a connection all lead on, while the relations of a row are chosen sparingly.
    const few = fc.array(fc.oneof(...plain), { minLength: 1, maxLength: 3 });
    const relations = isRow && loaded.length > 0 ? fc.array(fc.oneof(...loaded), { maxLength: 2 }) : fc.constant([]);
    const fields = fc.tuple(relations, few).map(([first, second]) => [...first, ...second]);
    return fc.record({ type: fc.constant(type.name), fields, types: fc.constant([]), fragment: fragments() });
  }

  /** Selects rows by their names, with a selection for rows of their types. */
  #referred(
    { name, type }: GraphQLField<unknown, unknown>,
    kind: 'rootNode' | 'entities',
    depth: number,
  ): fc.Arbitrary<Field> | null {
    const entities = [...this.#api.entities.values()].filter((each) => canBeNamed(this.#samples, each));
    if (entities.length === 0) return null;
    const most = kind === 'rootNode' ? 1 : Math.min(2, entities.length);
    return fc.shuffledSubarray(entities, { minLength: 1, maxLength: most }).chain((chosen) => {
      const [first] = chosen;
      const id = kind === 'rootNode' && first ? idArgument(this.#samples, first) : null;
      const args = id ?? representationsArgument(this.#samples, chosen, this.#draws.failing);
      const types = chosen.flatMap(({ entity }) => {
        const object = this.#api.schema.getType(entity.name);
        return isObjectType(object) ? [this.#selection(object, depth)] : [];
      });
      const own = fc.constantFrom('__typename', ...(kind === 'rootNode' ? [NODE_ID] : []));
      const selection = fc.tuple(own, ...types).map(([each, ...selections]): SelectionSet => {
        return { type: getNamedType(type).name, fields: [bare(each)], types: selections, fragment: 'none' };
      });
      return fc.tuple(args, selection, fc.boolean()).map(([given, selected, alias]): Field => {
        return { ...bare(name), alias, args: given, selection: selected };
      });
    });
  }

  #field(parent: SelectedType, field: GraphQLField<unknown, unknown>, depth: number): fc.Arbitrary<Field> | null {
    const source = sourceOf(this.#api, parent.name, field.name);
    const target = getNamedType(field.type);
    const loads = source !== undefined && RELATIONS.has(source.kind);
    if (loads && depth === 0) return null;
    // No database answers `_service`.
    if (!source && parent === this.#api.schema.getQueryType()) return null;
    if (source?.kind === 'rootNode' || source?.kind === 'entities')
      return this.#referred(field, source.kind, depth - 1);
    if (ADDED_FLOATS.test(parent.name) && target.name === 'Float') return null;
    if (source?.kind === 'value' && this.#draws.ambiguous.has(source.column)) return null;
    if (source?.kind === 'groupKey' && this.#draws.ambiguous.has(source.key.column)) return null;
    const below = loads ? depth - 1 : depth;
    const composite = isObjectType(target) || isAbstractType(target);
    const selection = composite ? this.#selection(target, below) : fc.constant(null);
    const args = this.#arguments.of(source, field);
    if (!args) return null;
    const made = fc.record({
      name: fc.constant(field.name),
      alias: fc.boolean(),
      args,
      cursors: cursorArguments(source),
      selection,
      condition: sometimes(10, conditions()),
      load: source && isRelation(source) ? this.#loadHint(source) : fc.constant(null),
      split: fc.boolean(),
    });
    return source?.kind === 'groups' ? made.map(withKeysOfGroups) : made;
  }

  #loadHint(source: FieldSource): fc.Arbitrary<Load | null> {
    return this.#draws.failing ? sometimes(40, fc.constant<Load>('LAZY')) : sometimes(10, loadHints(source));
  }
}

function isEntity(api: ApiSchema, type: GraphQLObjectType): boolean {
  return api.model.entities.some((entity) => entity.name === type.name);
}

function fragments(): fc.Arbitrary<SelectionSet['fragment']> {
  return fc.constantFrom('none', 'none', 'none', 'inline', 'named');
}

function conditions(): fc.Arbitrary<Condition> {
  return fc.record({ directive: fc.constantFrom('skip', 'include'), value: fc.boolean(), asVariable: fc.boolean() });
}

function isRelation(source: FieldSource): boolean {
  return ['one', 'many', 'manyConnection', 'manyAggregate', 'tree'].includes(source.kind);
}

/** A hint to join is refused where a list cannot be joined. */
function loadHints({ kind }: FieldSource): fc.Arbitrary<Load> {
  if (kind === 'tree') return fc.constantFrom('AUTO', 'LAZY');
  const joined: readonly Load[] = kind === 'one' || kind === 'many' ? ['JOINED'] : [];
  return fc.constantFrom('AUTO', 'SELECTIN', 'LAZY', ...joined);
}
