/**
 * Every mistake of a selection, once one has been found: what is wrong is passed over, and the rest is read on, to its plan. So a program
 * is told at once what stands in `select`, in arguments and in `load`.
 */
import { GraphQLError } from 'graphql';
import type {
  AggregateShape,
  ConnectionFieldShape,
  FieldShape,
  ObjectShape,
  RootFieldShape,
} from '../../loaders/plan/read/select-plan.ts';
import { PlanError } from '../../loaders/plan/shared/plan-error.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import { ArgumentError } from '../arguments/argument-reader.ts';
import { type GivenSelection, type PassedOver, type SessionOperation, readSelection } from './selection/operation.ts';
import { rootField } from './selection/root-field.ts';
import type { RowLists } from './row-lists.ts';
import { type RootName, saidOfArgument, saidOfLoad, saidOfVariable } from './selection/wording.ts';

export interface Reading {
  readonly schema: ApiSchema;
  /** The lists that rows of the session have already; null where there are none yet. */
  readonly lists: RowLists | null;
  /** Returns the mistakes in the values of variables. */
  readonly explain: (operation: SessionOperation) => readonly GraphQLError[];
  /** Throws what no plan can give. */
  readonly plan: (operation: SessionOperation) => readonly RootFieldShape[];
}

export function everyMistake(given: GivenSelection, reading: Reading): readonly string[] {
  const { schema, lists, explain } = reading;
  const { operation, mistakes } = readSelection(schema, given);
  if (!operation) return mistakes;
  const wrong = explain(operation);
  const told = [
    ...mistakes,
    ...(lists?.mistakes(operation) ?? []),
    ...wrong.map((error) => saidOfVariable(error, operation.places)),
  ];
  const values = new Set(wrong.flatMap(({ message }) => /^Variable "\$(\w+)"/.exec(message)?.[1] ?? []));
  return [...new Set([...told, ...planMistakes(given, reading, { values, loads: false })])];
}

function planMistakes(given: GivenSelection, reading: Reading, passedOver: PassedOver): readonly string[] {
  const { operation } = readSelection(reading.schema, given, passedOver);
  if (!operation || reading.explain(operation).length > 0) return [];
  const root = rootName(reading.schema, given);
  try {
    const failed = reading.plan(operation).flatMap((shape) => failures(shape, root.field));
    const told = failed.flatMap(({ error, path }) => saidOfFailure(error, path, root));
    const values = new Set([...passedOver.values, ...failed.flatMap(({ path }) => argumentsAt(operation, path))]);
    // Nobody has looked below a field that failed yet.
    const isNew = values.size > passedOver.values.size;
    return isNew ? [...told, ...planMistakes(given, reading, { ...passedOver, values })] : told;
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    const told = [error, ...error.others].map(({ message }) => saidOfLoad(message, root));
    return passedOver.loads ? told : [...told, ...planMistakes(given, reading, { ...passedOver, loads: true })];
  }
}

/** The variables that hold the arguments of the field at a path. */
function argumentsAt({ variables }: SessionOperation, path: string): string[] {
  const start = `${path.replaceAll('.', '_')}_`;
  return Object.keys(variables).filter((name) => name.startsWith(start) && !name.slice(start.length).includes('_'));
}

function rootName(schema: ApiSchema, { kind, form }: GivenSelection): RootName {
  const root = rootField(schema, kind, Object(form));
  if (typeof root === 'string') throw new Error('a selection without a root has no plan');
  return { field: root.field.name, name: root.name };
}

type Shape = RootFieldShape | FieldShape | ConnectionFieldShape | AggregateShape['fields'][number];

interface Failure {
  readonly path: string;
  readonly error: Error;
}

/** The fields that have failed, above all by their arguments. */
function failures(shape: Shape, path: string): readonly Failure[] {
  const below = (parts: readonly Shape[]): readonly Failure[] => {
    return parts.flatMap((part) => failures(part, `${path}.${part.key}`));
  };
  switch (shape.kind) {
    case 'failed':
      return [{ path, error: shape.error }];
    case 'one':
    case 'many':
      return below(fieldsOf(shape.object));
    case 'nodes':
      return below(fieldsOf(shape.object));
    case 'connection':
    case 'aggregate':
      return below(shape.fields);
    case 'edges':
      return below(shape.fields.flatMap((part) => (part.kind === 'node' ? fieldsOf(part.object) : [])));
    case 'union':
      return [...shape.rows.values()].flatMap(({ object }) => below(fieldsOf(object)));
    default:
      return [];
  }
}

function fieldsOf({ fields, subtypes }: ObjectShape): readonly FieldShape[] {
  return [...fields, ...[...(subtypes?.shapes.values() ?? [])].flatMap(fieldsOf)];
}

function saidOfFailure(error: Error, path: string, root: RootName): readonly string[] {
  if (error instanceof ArgumentError) {
    return [error, ...error.others].map(({ message }) => saidOfArgument(message, path, root));
  }
  return error instanceof GraphQLError || error instanceof PlanError ? [saidOfLoad(error.message, root)] : [];
}
