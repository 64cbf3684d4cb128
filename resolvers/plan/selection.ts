/** Outline and arguments → selects, and the shape of the response over them: the step that leaves GraphQL's syntax behind. */
import {
  addCalled,
  addColumn,
  type DraftNode,
  type DraftPlan,
  type FieldRows,
  Selects,
} from '../../loaders/plan/read/draft-plan.ts';
import type {
  AggregateShape,
  BaseFieldShape,
  ConnectionShape,
  CustomFieldShape,
  Decision,
  EntitiesShape,
  FailedShape,
  FieldShape,
  Guard,
  ObjectShape,
  RootFieldShape,
  RowsShape,
  UnionShape,
} from '../../loaders/plan/read/select-plan.ts';
import { NO_ARGUMENTS } from '../../loaders/plan/shared/filter.ts';
import { keyRelation } from '../../loaders/plan/shared/key-relation.ts';
import { errorOfRows, type Missing } from '../../loaders/plan/shared/missing.ts';
import { PlanError } from '../../loaders/plan/shared/plan-error.ts';
import type { LimitsConfig } from '../../schema/config/config.ts';
import type { CustomField } from '../../schema/graphql/added-field.ts';
import type { RowFieldSource } from '../../schema/graphql/field-sources.ts';
import { isLocal } from '../../schema/model/value-columns.ts';
import type { UnionRelation, Column, Entity, Relation, RootFunction } from '../../schema/model/model.ts';
import type { OperationArguments } from '../arguments/arguments.ts';
import { pageSizes } from '../arguments/page-sizes.ts';
import type { OperationEntities } from '../entities/entities.ts';
import type { CollectedField, BaseRelation } from '../operation/collect-fields.ts';
import { type HintContext, hintOf, refuseHint, wishOf } from '../operation/load-hints.ts';
import { type AggregateContext, aggregateShape } from './aggregate-selection.ts';
import { connectionShape } from './connection-selection.ts';

export interface SelectionContext extends HintContext {
  readonly args: OperationArguments;
  readonly entities: OperationEntities;
  readonly limits: LimitsConfig;
  /** The parts of the schema that the database no longer has; null or empty as a rule. */
  readonly missing: Missing | null;
  /** Root fields, by their response keys, whose statements failed before. */
  readonly failing?: ReadonlyMap<string, Error> | undefined;
}

type OtherSource = Exclude<CollectedField['source'], RowFieldSource>;

/** Where a field's rows come from. */
type Origin = Pick<FieldRows, 'entity' | 'relation' | 'parent'>;

interface AskedRows extends FieldRows {
  readonly limitSlot: number;
}

const BY_KEYS: Decision = { strategy: 'root', because: 'root select by keys of the request', rejected: [] };

export function select(context: SelectionContext, outline: readonly CollectedField[]): DraftPlan {
  const reader = new SelectionReader(context);
  return reader.plan(outline.map((field) => reader.root(field)));
}

/** Selects rows of the only root, a list, by their primary keys, which stand behind all values. */
export function selectByKey(context: SelectionContext, [root]: readonly CollectedField[]): DraftPlan {
  if (root?.source?.kind !== 'rootList') throw new Error(`${root?.path} has no rows by key`);
  const reader = new SelectionReader(context);
  return reader.plan([reader.rootByKey(root, root.source.entity)]);
}

/** Selects rows that a resolver gives by their primary keys, which stand behind all values. */
export function selectRows(
  context: SelectionContext,
  entity: Entity,
  fields: readonly CollectedField[],
  path: string,
): DraftPlan {
  const reader = new SelectionReader(context);
  return reader.plan([reader.byKey(entity, fields, path)]);
}

class SelectionReader {
  readonly #context: SelectionContext;
  readonly #selects = new Selects();

  constructor(context: SelectionContext) {
    this.#context = context;
  }

  plan(fields: readonly RootFieldShape[]): DraftPlan {
    return { nodes: this.#selects.nodes, response: { fields } };
  }

  root(field: CollectedField): RootFieldShape {
    const { source, key, path } = field;
    const error = this.#context.failing?.get(key);
    if (error) return failed(field, error);
    switch (source?.kind) {
      case undefined:
        return { kind: 'typename', key, typeName: 'Query' };
      case 'rootList':
      case 'rootOne':
      case 'rootConnection':
        return this.#rows(field, rootOf(source.entity));
      case 'rootFunction':
        return this.#called(field, source.function);
      case 'rootAggregate':
        return this.#aggregate(field, rootOf(source.entity));
      case 'entities':
      case 'rootNode':
        return this.#entities(field);
      case 'resolver':
        return { kind: 'resolver', key, path, field: source.custom.field, raise: this.#raises(field) };
      default:
        return failed(field, new Error(`${path} is no root field`));
    }
  }

  rootByKey(field: CollectedField, entity: Entity): RowsShape | FailedShape {
    const asked = this.#asked(field, rootOf(entity));
    return asked instanceof Error ? failed(field, asked) : this.byKey(entity, field.children, field.path);
  }

  byKey(entity: Entity, fields: readonly CollectedField[], path: string): RowsShape | FailedShape {
    if (!entity.key) throw new Error(`${path} has no rows by key`);
    const { columns } = entity.key;
    const before = this.#context.args.values.length;
    const args = { ...NO_ARGUMENTS, id: path, keys: columns.map((_, position) => before + position) };
    const rows = { ...rootOf(entity), path, relation: keyRelation(entity, columns), args, load: null };
    const error = errorOfRows(this.#context.missing, rows);
    return error ? failed({ key: '' }, error) : this.#one('', rows, fields);
  }

  #called(field: CollectedField, { entity, value, isList }: RootFunction): RootFieldShape {
    if (!value) return this.#rows(field, rootOf(entity));
    const rows = this.#readable(field, rootOf(entity));
    if (rows instanceof Error) return failed(field, rows);
    const node = this.#selects.select('rows', rows, isList ? 'many' : 'one');
    addColumn(node, value);
    return { kind: 'values', key: field.key, isList, column: value, node };
  }

  #entities(field: CollectedField): EntitiesShape | FailedShape {
    const { key, path, children, source } = field;
    const entities = this.#context.entities.of(field);
    if (entities instanceof Error) return failed(field, entities);
    const selects = entities.selects.map(({ name, entity, key: { parts }, slots, expected }) => {
      const columns = parts.map(({ column }) => column);
      const args = { ...NO_ARGUMENTS, id: name, keys: slots, expectedLimit: expected };
      return { ...rootOf(entity), path: `${path}.${name}`, relation: keyRelation(entity, columns), args, load: null };
    });
    const error = this.#errorOf(selects);
    if (error) return failed(field, error);
    const objects = selects.map((rows) => {
      const node = this.#selects.select('rows', rows, 'one');
      node.decision = BY_KEYS;
      return this.#object(rows.entity, childrenFor(rows.entity, children), node);
    });
    return { kind: 'entities', key, referenceList: entities.list, single: source?.kind === 'rootNode', objects };
  }

  #object(entity: Entity, collected: readonly CollectedField[], node: DraftNode): ObjectShape {
    const { subtypes } = entity;
    if (!subtypes) return this.#objectOf(entity, collected, node);
    const { discriminator, types } = subtypes;
    addColumn(node, discriminator);
    const shapes = types.map((type) => {
      return [type.value, this.#objectOf(type.entity, childrenFor(type.entity, collected), node)] as const;
    });
    return { node, typeName: entity.name, fields: [], subtypes: { discriminator, shapes: new Map(shapes) } };
  }

  /** The row itself, whose type is decided already. */
  #objectOf(entity: Entity, collected: readonly CollectedField[], node: DraftNode): ObjectShape {
    const fields = collected.map((field) => this.#field(field, entity, node));
    return { node, typeName: entity.name, fields, subtypes: null };
  }

  #field(field: CollectedField, entity: Entity, node: DraftNode): FieldShape {
    return field.via ? this.#baseField(field, field.via, entity, node) : this.#ownField(field, entity, node);
  }

  #baseField(
    field: CollectedField,
    { relation, guard }: BaseRelation,
    entity: Entity,
    node: DraftNode,
  ): BaseFieldShape | FailedShape {
    const { key, path } = field;
    const rows = this.#toOne(`${path.slice(0, -key.length)}${relation.field}`, relation, guard, node);
    const error = this.#errorOf([rows]);
    if (error) return failed(field, error);
    const far = this.#selects.select('rows', rows, 'one');
    return { kind: 'baseField', key, node: far, field: this.#ownField(field, entity, far) };
  }

  #union(field: CollectedField, { discriminator, types }: UnionRelation, node: DraftNode): UnionShape | FailedShape {
    const { key, path, children } = field;
    const targets = types.map(({ value, relation }) => {
      const guard = { column: discriminator, value };
      return { value, rows: this.#toOne(`${path}.${relation.target.name}`, relation, guard, node) };
    });
    const error = this.#context.missing?.get(discriminator) ?? this.#errorOf(targets.map(({ rows }) => rows));
    if (error) return failed(field, error);
    addColumn(node, discriminator);
    const rows = targets.map(({ value, rows }) => {
      const fields = rows.entity.subtypes ? children : childrenFor(rows.entity, children);
      return [value, this.#one(key, rows, fields)] as const;
    });
    return { kind: 'union', key, discriminator, rows: new Map(rows) };
  }

  /** Rows that no field of the client's asks for by itself. */
  #toOne(path: string, relation: Relation, guard: Guard | null, parent: DraftNode): FieldRows {
    return { ...along(relation, parent), path, args: NO_ARGUMENTS, guard, load: wishOf(this.#context.load) };
  }

  #one(key: string, rows: FieldRows, fields: readonly CollectedField[]): RowsShape {
    const node = this.#selects.select('rows', rows, 'one');
    return { kind: 'one', key, node, object: this.#object(rows.entity, fields, node), cap: null };
  }

  #ownField(field: CollectedField, entity: Entity, node: DraftNode): FieldShape {
    const { source, key, path } = field;
    switch (source?.kind) {
      case undefined:
        return { kind: 'typename', key, typeName: entity.name };
      case 'column':
        refuseHint(this.#context, field, 'a column');
        return this.#column(field, source.column, node);
      case 'custom':
        return this.#custom(field, entity, source.custom, node);
      case 'union':
        refuseHint(this.#context, field, 'one of several relations');
        return this.#union(field, source.union, node);
      case 'one':
      case 'many':
      case 'manyConnection':
      case 'tree':
        return this.#rows(field, along(source.relation, node));
      case 'manyAggregate':
        return this.#aggregate(field, along(source.relation, node));
      default:
        // By the type, the compiler names each kind of a row's field that no case reads.
        return failed(field, new Error(`${path} is not a field of a row: ${(source satisfies OtherSource)?.kind}`));
    }
  }

  #custom(field: CollectedField, entity: Entity, custom: CustomField, node: DraftNode): CustomFieldShape {
    const { key, path, children } = field;
    const raise = custom.raise || this.#raises(field);
    return { kind: 'custom', key, path, field: custom.field, row: this.#objectOf(entity, children, node), raise };
  }

  /** A field that a resolver answers knows one wish: that it loads nothing more. */
  #raises(field: CollectedField): boolean {
    const hint = hintOf(this.#context, field);
    if (!hint?.binding) return false;
    if (hint.strategy === 'raise') return true;
    throw new PlanError(`${field.path}: a function answers this field; the only @load it can have is RAISE.`);
  }

  #column(field: CollectedField, column: Column, node: DraftNode): FieldShape {
    const { key } = field;
    const args = isLocal(column) ? this.#context.args.of(field) : null;
    if (args instanceof Error) return failed(field, args);
    const error = this.#context.missing?.get(column);
    if (error) return failed(field, error);
    if (!args) {
      addColumn(node, column);
      return { kind: 'column', key, column };
    }
    const called = addCalled(node, column, { call: args.list.id, slots: args.list.operands });
    return called instanceof Error ? failed(field, called) : { kind: 'column', key, column: called };
  }

  #rows(field: CollectedField, origin: Origin): RowsShape | ConnectionShape | FailedShape {
    const { key, source, children, requiredBy } = field;
    const rows = this.#readable(field, origin);
    if (rows instanceof Error) return failed(field, rows);
    const { entity, args } = rows;
    if (source?.kind === 'rootConnection' || source?.kind === 'manyConnection') {
      const object = (fields: readonly CollectedField[], node: DraftNode) => this.#object(entity, fields, node);
      return connectionShape({ ...this.#aggregateContext, object }, field, rows, rows.limitSlot);
    }
    if (!isList(source)) return this.#one(key, rows, children);
    const node = this.#selects.select('rows', rows, 'many');
    const isUncapped = args.limit || requiredBy !== null;
    const cap = isUncapped ? null : pageSizes(entity, this.#context.limits).default;
    return { kind: 'many', key, node, object: this.#object(entity, children, node), cap };
  }

  #aggregate(field: CollectedField, origin: Origin): AggregateShape | FailedShape {
    const rows = this.#asked(field, origin);
    return rows instanceof Error ? failed(field, rows) : aggregateShape(this.#aggregateContext, field, rows);
  }

  get #aggregateContext(): AggregateContext {
    const { args, missing } = this.#context;
    return { args, missing, selects: this.#selects };
  }

  /** Answers the rows that a field asks for, or the error that they cannot be read. */
  #readable(field: CollectedField, origin: Origin): AskedRows | Error {
    const rows = this.#asked(field, origin);
    return rows instanceof Error ? rows : (this.#errorOf([rows]) ?? rows);
  }

  #asked(field: CollectedField, origin: Origin): AskedRows | Error {
    const args = this.#context.args.of(field);
    if (args instanceof Error) return args;
    if (!origin.relation) refuseHint(this.#context, field, 'a root field');
    const load = origin.relation ? hintOf(this.#context, field) : null;
    return { ...origin, path: field.path, args: args.list, load, limitSlot: args.limitSlot };
  }

  #errorOf(all: readonly FieldRows[]): Error | null {
    for (const rows of all) {
      const error = errorOfRows(this.#context.missing, rows);
      if (error) return error;
    }
    return null;
  }
}

function rootOf(entity: Entity): Origin {
  return { entity, relation: null, parent: null };
}

function along(relation: Relation, parent: DraftNode): Origin {
  return { entity: relation.target, relation, parent };
}

function failed({ key }: { readonly key: string }, error: Error): FailedShape {
  return { kind: 'failed', key, error };
}

/** The outline has fields by type of object; these are the fields of one. */
function childrenFor({ name }: Entity, collected: readonly CollectedField[]): readonly CollectedField[] {
  return collected.find(({ key }) => key === name)?.children ?? [];
}

function isList(source: CollectedField['source']): boolean {
  if (source?.kind === 'rootFunction') return source.function.isList;
  return source?.kind === 'rootList' || source?.kind === 'many' || source?.kind === 'tree';
}
