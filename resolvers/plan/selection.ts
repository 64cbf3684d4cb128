/** Outline and arguments → Selection: the step that leaves GraphQL's syntax behind. */
import type {
  AggregateField,
  UnionField,
  ConnectionField,
  ConnectionForm,
  EdgeField,
  EntitiesField,
  FailedField,
  ObjectField,
  ObjectSelection,
  PageInfoField,
  RowsField,
  Selection,
  BaseField,
  ToOneField,
  ValuesField,
  SubtypesSelection,
} from '../../loaders/plan/read/selection.ts';
import { type SelectArguments, NO_ARGUMENTS } from '../../loaders/plan/shared/filter.ts';
import { keyRelation } from '../../loaders/plan/shared/key-relation.ts';
import type { LimitsConfig } from '../../schema/config/config.ts';
import { PlanError } from '../../loaders/plan/shared/plan-error.ts';
import type { CustomField } from '../../schema/graphql/added-field.ts';
import { isLocal } from '../../schema/model/value-columns.ts';
import type { UnionRelation, Column, Entity, Relation, RootFunction, Subtypes } from '../../schema/model/model.ts';
import { aggregateField, type AggregatedRows } from './aggregate-selection.ts';
import type { OperationArguments } from '../arguments/arguments.ts';
import type { OperationEntities } from '../entities/entities.ts';
import { type HintContext, hintOf, refuseHint, wishOf } from '../operation/load-hints.ts';
import type { CollectedField, BaseRelation } from '../operation/collect-fields.ts';
import { pageSizes } from '../arguments/page-sizes.ts';

export interface SelectionContext extends HintContext {
  readonly args: OperationArguments;
  readonly entities: OperationEntities;
  readonly limits: LimitsConfig;
  /** Root fields, by their response keys, whose statements failed before. */
  readonly failing?: ReadonlyMap<string, Error> | undefined;
}

export function select(context: SelectionContext, outline: readonly CollectedField[]): Selection {
  const reader = new SelectionReader(context);
  return { fields: outline.map((field) => reader.root(field)) };
}

/** What is asked of one row. */
export function selectRow(
  context: SelectionContext,
  entity: Entity,
  fields: readonly CollectedField[],
): ObjectSelection {
  return new SelectionReader(context).object(entity, fields);
}

class SelectionReader {
  readonly #context: SelectionContext;

  constructor(context: SelectionContext) {
    this.#context = context;
  }

  root(field: CollectedField): Selection['fields'][number] {
    const { source, key } = field;
    const error = this.#context.failing?.get(key);
    if (error) return { kind: 'failed', key, error };
    switch (source?.kind) {
      case undefined:
        return { kind: 'typename', key };
      case 'rootList':
      case 'rootOne':
      case 'rootConnection':
        return this.#rows(field, source.entity, null);
      case 'rootFunction':
        return this.#called(field, source.function);
      case 'rootAggregate':
        return this.#aggregate(field, source.entity, null);
      case 'entities':
      case 'rootNode':
        return this.#entities(field);
      case 'resolver':
        return { kind: 'resolver', key, path: field.path, field: source.custom.field, raise: this.#raises(field) };
      default:
        return { kind: 'failed', key, error: new Error(`${field.path} is no root field`) };
    }
  }

  #called(field: CollectedField, { entity, value, isList }: RootFunction): RowsField | ValuesField | FailedField {
    const rows = this.#rows(field, entity, null);
    if (rows.kind === 'failed' || !value) return rows;
    return { kind: 'values', key: field.key, isList, column: value, rows };
  }

  #entities(field: CollectedField): EntitiesField | FailedField {
    const { key, path } = field;
    const entities = this.#context.entities.of(field);
    if (entities instanceof Error) return { kind: 'failed', key, error: entities };
    const selects = entities.selects.map(({ name, entity, key: { parts }, slots, expected }) => {
      const children = childrenFor(entity, field.children);
      const relation = keyRelation(
        entity,
        parts.map(({ column }) => column),
      );
      const args = { ...NO_ARGUMENTS, id: name, keys: slots, expectedLimit: expected };
      const form = { kind: 'one', selection: this.object(entity, children) } as const;
      return {
        kind: 'rows',
        key,
        path: `${path}.${name}`,
        entity,
        relation,
        args,
        guard: null,
        load: null,
        form,
      } as const;
    });
    return { kind: 'entities', key, referenceList: entities.list, single: field.source?.kind === 'rootNode', selects };
  }

  object(entity: Entity, fields: readonly CollectedField[]): ObjectSelection {
    const { subtypes } = entity;
    if (subtypes) return { entity, fields: [], subtypes: this.#subtypes(subtypes, fields) };
    return { entity, fields: fields.map((field) => this.#field(field, entity)), subtypes: null };
  }

  #subtypes({ discriminator, types }: Subtypes, collected: readonly CollectedField[]): SubtypesSelection {
    const selections = types.map(({ value, entity }) => {
      const children = childrenFor(entity, collected);
      return { value, typeName: entity.name, fields: children.map((field) => this.#field(field, entity)) };
    });
    return { discriminator, types: selections };
  }

  #field(field: CollectedField, entity: Entity): ObjectField {
    const own = this.#ownField(field, entity);
    return field.via ? this.#baseField(field, field.via, own) : own;
  }

  #baseField({ key, path }: CollectedField, { relation, guard }: BaseRelation, field: ObjectField): BaseField {
    // Only the row itself: what type it is of is known already.
    const selection = { entity: relation.target, fields: [], subtypes: null };
    const rows = this.#toOne(key, `${path.slice(0, -key.length)}${relation.field}`, relation, selection);
    return { kind: 'baseField', key, rows: { ...rows, guard }, field };
  }

  #union({ key, path, children }: CollectedField, { discriminator, types }: UnionRelation): UnionField {
    const rows = types.map(({ value, relation }) => {
      const { target } = relation;
      const fields = target.subtypes ? children : childrenFor(target, children);
      const guard = { column: discriminator, value };
      const rows = this.#toOne(key, `${path}.${target.name}`, relation, this.object(target, fields));
      return { value, rows: { ...rows, guard } };
    });
    return { kind: 'union', key, discriminator, types: rows };
  }

  /** Rows that no field of the client's asks for by itself. */
  #toOne(key: string, path: string, relation: Relation, selection: ObjectSelection): ToOneField {
    const form = { kind: 'one', selection } as const;
    const load = wishOf(this.#context.load);
    const { target: entity } = relation;
    return { kind: 'rows', key, path, entity, relation, args: NO_ARGUMENTS, guard: null, load, form };
  }

  #ownField(field: CollectedField, entity: Entity): ObjectField {
    const { source, key } = field;
    switch (source?.kind) {
      case undefined:
        return { kind: 'typename', key };
      case 'column':
        refuseHint(this.#context, field, 'a column');
        return this.#column(key, source.column, field);
      case 'custom':
        return this.#custom(field, entity, source.custom);
      case 'union':
        refuseHint(this.#context, field, 'one of several relations');
        return this.#union(field, source.union);
      case 'one':
      case 'many':
      case 'manyConnection':
      case 'tree':
        return this.#rows(field, source.relation.target, source.relation);
      case 'manyAggregate':
        return this.#aggregate(field, source.relation.target, source.relation);
      default:
        return { kind: 'failed', key, error: new Error(`${field.path} is no field of an entity`) };
    }
  }

  #custom(field: CollectedField, entity: Entity, custom: CustomField): ObjectField {
    const { key, path } = field;
    // Only the row itself: what type it is of is known already.
    const requires = { entity, fields: field.children.map((each) => this.#field(each, entity)), subtypes: null };
    return { kind: 'custom', key, path, field: custom.field, requires, raise: custom.raise || this.#raises(field) };
  }

  /** Of a field that a function answers, the only wish is that it loads nothing more. */
  #raises(field: CollectedField): boolean {
    const hint = hintOf(this.#context, field);
    if (!hint?.binding) return false;
    if (hint.strategy === 'raise') return true;
    throw new PlanError(`${field.path}: a function answers this field; the only @load it can have is RAISE.`);
  }

  #column(key: string, column: Column, field: CollectedField): ObjectField {
    if (!isLocal(column)) return { kind: 'column', key, column };
    const args = this.#context.args.of(field);
    if (args instanceof Error) return { kind: 'failed', key, error: args };
    return { kind: 'column', key, column, call: { call: args.list.id, slots: args.list.operands } };
  }

  #rows(
    field: CollectedField,
    entity: Entity,
    relation: Relation | null,
  ): RowsField | Extract<ObjectField, { kind: 'failed' }> {
    const args = this.#context.args.of(field);
    if (args instanceof Error) return { kind: 'failed', key: field.key, error: args };
    if (!relation) refuseHint(this.#context, field, 'a root field');
    const load = relation ? hintOf(this.#context, field) : null;
    const form = this.#form(field, { entity, relation, list: args.list, load }, args.limitSlot);
    const { key, path } = field;
    return { kind: 'rows', key, path, entity, relation, args: args.list, guard: null, load, form };
  }

  #aggregate(field: CollectedField, entity: Entity, relation: Relation | null): AggregateField | FailedField {
    const { args } = this.#context;
    const own = args.of(field);
    if (own instanceof Error) return { kind: 'failed', key: field.key, error: own };
    if (!relation) refuseHint(this.#context, field, 'a root field');
    const load = relation ? hintOf(this.#context, field) : null;
    return aggregateField(field, { entity, relation, list: own.list, load }, args);
  }

  #form(field: CollectedField, rows: AggregatedRows, limitSlot: number): RowsField['form'] {
    const { entity, list: args } = rows;
    const { source } = field;
    if (source?.kind === 'rootConnection' || source?.kind === 'manyConnection')
      return this.#connection(field, rows, limitSlot);
    const selection = this.object(entity, field.children);
    if (!isList(source)) return { kind: 'one', selection };
    const uncapped = args.limit || field.requiredBy !== null;
    return { kind: 'many', selection, cap: uncapped ? null : pageSizes(entity, this.#context.limits).default };
  }

  #connection(field: CollectedField, rows: AggregatedRows, limitSlot: number): ConnectionForm {
    const { entity } = rows;
    const fields = field.children.map((child): ConnectionField => {
      const { key } = child;
      switch (child.source?.kind) {
        case 'edges':
          return { kind: 'edges', key, fields: child.children.map((part) => this.#edgeField(part, entity)) };
        case 'nodes':
          return { kind: 'nodes', key, selection: this.object(entity, child.children) };
        case 'pageInfo':
          return { kind: 'pageInfo', key, fields: child.children.map(pageInfoField) };
        case 'totalCount':
          return this.#totalCount(child, rows.list);
        case 'aggregate':
          return aggregateField(child, rows, this.#context.args);
        default:
          return { kind: 'typename', key };
      }
    });
    return { kind: 'connection', limitSlot, fields };
  }

  #totalCount(field: CollectedField, { filter, countId }: SelectArguments): ConnectionField {
    const { key } = field;
    const own = this.#context.args.of(field);
    if (own instanceof Error) return { kind: 'failed', key, error: own };
    const { counting, id } = own.list;
    const args = { ...NO_ARGUMENTS, id: counting.mode === 'exact' ? countId : `${countId}/${id}`, filter, counting };
    return { kind: 'totalCount', key, args };
  }

  #edgeField(field: CollectedField, entity: Entity): EdgeField {
    const { key, source } = field;
    if (source?.kind === 'node') return { kind: 'node', key, selection: this.object(entity, field.children) };
    return source?.kind === 'cursor' ? { kind: 'cursor', key } : { kind: 'typename', key };
  }
}

/** Of outlines by type of object, the fields of one. */
function childrenFor({ name }: Entity, collected: readonly CollectedField[]): readonly CollectedField[] {
  return collected.find(({ key }) => key === name)?.children ?? [];
}

function isList(source: CollectedField['source']): boolean {
  if (source?.kind === 'rootFunction') return source.function.isList;
  return source?.kind === 'rootList' || source?.kind === 'many' || source?.kind === 'tree';
}

function pageInfoField({ key, source }: CollectedField): PageInfoField {
  switch (source?.kind) {
    case 'hasNextPage':
    case 'hasPreviousPage':
    case 'startCursor':
    case 'endCursor':
      return { kind: source.kind, key };
    default:
      return { kind: 'typename', key };
  }
}
