/**
 * Reads the arguments of all fields of an operation: the values to bind, the shape that the plan depends on, and, for a
 * new shape, the trees to plan with. Equal arguments of one field are read once, so that their selects merge.
 */
import type { FieldNode } from 'graphql';
import { type SelectArguments, NO_ARGUMENTS } from '../../loaders/plan/shared/filter.ts';
import type { ParameterValue } from '../../loaders/database/database.ts';
import type { LimitsConfig } from '../../schema/config/config.ts';
import type { FieldSource, ApiSchema } from '../../schema/graphql/field-sources.ts';
import { encode, TooManyConditions } from './argument-reader.ts';
import { fillGaps, readWithGaps, variablesIn } from './argument-template.ts';
import { ListReader, type ReadList } from './list-reader.ts';
import type { CollectedField } from '../operation/collect-fields.ts';
import { offsetSlots } from './offset-slots.ts';
import type { VariableValues } from '../operation/variables.ts';

export interface FieldArguments {
  readonly list: SelectArguments;
  readonly limitSlot: number;
}

export interface OperationArguments {
  readonly shape: string;
  readonly values: readonly ParameterValue[];
  of(field: CollectedField): FieldArguments | Error;
  /** True if an argument was bad. Its message belongs to this request alone, so the plan must not be cached. */
  readonly failed: boolean;
}

/** Representations and ids are read elsewhere, and graphql-js reads the arguments of resolvers. */
const OTHERS = new Set<NonNullable<CollectedField['source']>['kind']>(['entities', 'rootNode', 'custom', 'resolver']);

/** Returns the fields whose arguments the plan depends on, in the order of the document. */
export function argumentSites(fields: readonly CollectedField[]): readonly CollectedField[] {
  return fields.flatMap((field) => {
    const below = argumentSites(field.children);
    const { definition, source } = field;
    // A function is called without arguments as well.
    const takes = definition && (definition.args.length > 0 || source?.kind === 'rootFunction');
    const reads = takes && source && !OTHERS.has(source.kind);
    return reads ? [field, ...below] : below;
  });
}

interface Piece {
  readonly shape: string;
  readonly values: readonly ParameterValue[];
  readonly read: ReadList | Error;
}

/**
 * The cached arguments of a field: the piece if they contain no variable, or a template if variables stand only in the
 * place of values.
 */
interface Known {
  readonly piece: Piece | null;
  readonly template: ReadList | null;
}

const NONE = {};

export class ArgumentsReader {
  readonly #api: ApiSchema;
  readonly #limits: LimitsConfig;
  /** The cache has the definition in its key, because a field of a fragment may be on one of several types. */
  readonly #cached = new WeakMap<object, WeakMap<FieldNode, Known>>();
  readonly #numbers = new WeakMap<object, number>();
  #count = 0;

  constructor(api: ApiSchema, limits: LimitsConfig) {
    this.#api = api;
    this.#limits = limits;
  }

  read(sites: readonly CollectedField[], variables: VariableValues): OperationArguments {
    const values: ParameterValue[] = [];
    const shapes: string[] = [];
    const existing = new Map<string, Place>();
    const places = new Map<CollectedField, Place>();
    const alone = sites.length === 1;
    let conditionsLeft = this.#limits.conditions;
    for (const site of sites) {
      const piece = this.#piece(site, variables, conditionsLeft);
      const identity = alone ? '' : `${this.#fieldOf(site)}|${piece.shape}|${JSON.stringify(piece.values)}`;
      const place = existing.get(identity) ?? { piece, base: values.length, id: String(existing.size) };
      places.set(site, place);
      if (existing.has(identity)) {
        shapes.push(`=${place.id}`);
        continue;
      }
      existing.set(identity, place);
      conditionsLeft = piece.read instanceof TooManyConditions ? 0 : conditionsLeft - costs(piece.read);
      values.push(...piece.values);
      shapes.push(piece.shape);
    }
    const failed = [...places.values()].some(({ piece }) => piece.read instanceof Error);
    return { shape: shapes.join('|'), values, failed, of: (field) => fieldArguments(places.get(field)) };
  }

  /** Fields of one name may lead to rows of different tables, with different columns. */
  #fieldOf({ definition, source }: CollectedField): string {
    const rows = source && source.kind !== 'foreign' ? rowsOf(source) : null;
    if (rows) return `${definition?.name} ${rows}`;
    if (!definition) return '';
    const cached = this.#numbers.get(definition) ?? this.#count++;
    this.#numbers.set(definition, cached);
    return String(cached);
  }

  #piece(site: CollectedField, variables: VariableValues, conditionsLeft: number): Piece {
    const ofDefinition = this.#ofDefinition(site);
    const cached = ofDefinition.get(site.node);
    const read = (): Piece => this.#readPiece(site, variables, conditionsLeft);
    if (cached?.piece) return costs(cached.piece.read) > conditionsLeft ? read() : cached.piece;
    if (cached?.template && costs(cached.template) <= conditionsLeft)
      return filled(cached.template, variables) ?? read();
    const piece = read();
    if (!cached) ofDefinition.set(site.node, this.#knowing(site, variables, piece));
    return piece;
  }

  #ofDefinition({ definition }: CollectedField): WeakMap<FieldNode, Known> {
    const key = definition ?? NONE;
    const cached = this.#cached.get(key) ?? new WeakMap<FieldNode, Known>();
    this.#cached.set(key, cached);
    return cached;
  }

  #knowing(site: CollectedField, variables: VariableValues, piece: Piece): Known {
    if (variablesIn(site.node).length === 0) return { piece, template: null };
    return { piece: null, template: readWithGaps(site.node, variables, (values) => this.#readList(site, values)) };
  }

  #readPiece(site: CollectedField, variables: VariableValues, conditionsLeft: number): Piece {
    try {
      const read = this.#readList(site, variables, conditionsLeft);
      return { shape: read.slots.shape, values: read.slots.values, read };
    } catch (error) {
      return { shape: 'failed', values: [], read: error instanceof Error ? error : new Error(String(error)) };
    }
  }

  #readList(
    { definition, source, node, path }: CollectedField,
    variables: VariableValues,
    conditionsLeft = this.#limits.conditions,
  ): ReadList {
    if (!definition || !source || source.kind === 'foreign') throw new Error(`${path} takes no arguments`);
    return new ListReader(this.#api, this.#limits, definition, conditionsLeft).read(source, node, variables);
  }
}

/** The number of conditions. */
function costs(read: ReadList | Error): number {
  return read instanceof Error ? 0 : read.slots.conditions;
}

/** Returns null for values that have to be looked at. */
function filled(template: ReadList, variables: VariableValues): Piece | null {
  const values = fillGaps(template.slots, variables, encode);
  return values && { shape: template.slots.shape, values, read: template };
}

/** The place of a field's values among all values of the request. */
interface Place {
  readonly piece: Piece;
  readonly base: number;
  readonly id: string;
}

function fieldArguments(place: Place | undefined): FieldArguments | Error {
  if (!place) return { list: NO_ARGUMENTS, limitSlot: -1 };
  const { read } = place.piece;
  if (read instanceof Error) return read;
  return { list: offsetSlots(read.list, place.base, place.id), limitSlot: read.limitSlot + place.base };
}

/** The rows that a field concerns, whichever type it is on, or null for none. */
function rowsOf(source: FieldSource): string | null {
  if (source.kind === 'baseField') return rowsOf(source.source);
  if ('relation' in source) return `${source.relation.source.name} > ${source.relation.target.name}`;
  return 'entity' in source ? source.entity.name : null;
}
