/** Outline and arguments → Selection: the step that leaves GraphQL's syntax behind. */
import type {
  AggregateField,
  ChoiceField,
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
  ThroughField,
  ToOneField,
  ValuesField,
  VariantsSelection,
} from '../../loaders/plan/read/selection.ts';
import { type ListArguments, NO_ARGUMENTS } from '../../loaders/plan/shared/filter.ts';
import { keyRelation } from '../../loaders/plan/shared/key-relation.ts';
import type { LimitsConfig } from '../../schema/config/config.ts';
import { PlanError } from '../../loaders/plan/shared/plan-error.ts';
import type { AddedField } from '../../schema/graphql/added-field.ts';
import { isLocal } from '../../schema/model/value-columns.ts';
import type { Choice, Column, Entity, Relation, RootFunction, Variants } from '../../schema/model/model.ts';
import { aggregateField, type AggregatedRows } from './aggregate-selection.ts';
import type { OperationArguments } from '../arguments/arguments.ts';
import type { OperationEntities } from '../entities/entities.ts';
import { type HintContext, hintOf, refuseHint, wishOf } from '../operation/load-hints.ts';
import type { OutlineField, Via } from '../operation/collect-fields.ts';
import { pageSizes } from '../arguments/page-sizes.ts';

export interface SelectionContext extends HintContext {
  readonly args: OperationArguments;
  readonly entities: OperationEntities;
  readonly limits: LimitsConfig;
  /** Root fields, by their response keys, whose statements failed before. */
  readonly failing?: ReadonlyMap<string, Error> | undefined;
}

export function select(context: SelectionContext, outline: readonly OutlineField[]): Selection {
  const reader = new SelectionReader(context);
  return { fields: outline.map((field) => reader.root(field)) };
}

/** What is asked of one row. */
export function selectRow(context: SelectionContext, entity: Entity, fields: readonly OutlineField[]): ObjectSelection {
  return new SelectionReader(context).object(entity, fields);
}

class SelectionReader {
  readonly #context: SelectionContext;

  constructor(context: SelectionContext) {
    this.#context = context;
  }

  root(field: OutlineField): Selection['fields'][number] {
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
      case 'resolved':
        return { kind: 'resolved', key, path: field.path, field: source.added.field, raise: this.#raises(field) };
      default:
        return { kind: 'failed', key, error: new Error(`${field.path} is no root field`) };
    }
  }

  #called(field: OutlineField, { entity, value, isList }: RootFunction): RowsField | ValuesField | FailedField {
    const rows = this.#rows(field, entity, null);
    if (rows.kind === 'failed' || !value) return rows;
    return { kind: 'values', key: field.key, isList, column: value, rows };
  }

  #entities(field: OutlineField): EntitiesField | FailedField {
    const { key, path } = field;
    const entities = this.#context.entities.of(field);
    if (entities instanceof Error) return { kind: 'failed', key, error: entities };
    const selects = entities.selects.map(({ name, entity, key: { parts }, slots, expected }) => {
      const children = childrenFor(entity, field.children);
      const relation = keyRelation(
        entity,
        parts.map(({ column }) => column),
      );
      const list = { ...NO_ARGUMENTS, id: name, keys: slots, expectedLimit: expected };
      const form = { kind: 'one', selection: this.object(entity, children) } as const;
      return {
        kind: 'rows',
        key,
        path: `${path}.${name}`,
        entity,
        relation,
        list,
        guard: null,
        load: null,
        form,
      } as const;
    });
    return { kind: 'entities', key, list: entities.list, single: field.source?.kind === 'rootNode', selects };
  }

  object(entity: Entity, fields: readonly OutlineField[]): ObjectSelection {
    const { variants } = entity;
    if (variants) return { entity, fields: [], variants: this.#variants(variants, fields) };
    return { entity, fields: fields.map((field) => this.#field(field, entity)), variants: null };
  }

  #variants({ by, types }: Variants, outlines: readonly OutlineField[]): VariantsSelection {
    const selections = types.map(({ value, entity }) => {
      const children = childrenFor(entity, outlines);
      return { value, typeName: entity.name, fields: children.map((field) => this.#field(field, entity)) };
    });
    return { by, types: selections };
  }

  #field(field: OutlineField, entity: Entity): ObjectField {
    const own = this.#ownField(field, entity);
    return field.via ? this.#through(field, field.via, own) : own;
  }

  #through({ key, path }: OutlineField, { relation, guard }: Via, field: ObjectField): ThroughField {
    // Only the row itself: what type it is of is known already.
    const selection = { entity: relation.target, fields: [], variants: null };
    const rows = this.#toOne(key, `${path.slice(0, -key.length)}${relation.field}`, relation, selection);
    return { kind: 'through', key, rows: { ...rows, guard }, field };
  }

  #choice({ key, path, children }: OutlineField, { by, types }: Choice): ChoiceField {
    const rows = types.map(({ value, relation }) => {
      const { target } = relation;
      const fields = target.variants ? children : childrenFor(target, children);
      const guard = { column: by, value };
      const rows = this.#toOne(key, `${path}.${target.name}`, relation, this.object(target, fields));
      return { value, rows: { ...rows, guard } };
    });
    return { kind: 'choice', key, by, types: rows };
  }

  /** Rows that no field of the client's asks for by itself. */
  #toOne(key: string, path: string, relation: Relation, selection: ObjectSelection): ToOneField {
    const form = { kind: 'one', selection } as const;
    const load = wishOf(this.#context.load);
    const { target: entity } = relation;
    return { kind: 'rows', key, path, entity, relation, list: NO_ARGUMENTS, guard: null, load, form };
  }

  #ownField(field: OutlineField, entity: Entity): ObjectField {
    const { source, key } = field;
    switch (source?.kind) {
      case undefined:
        return { kind: 'typename', key };
      case 'column':
        refuseHint(this.#context, field, 'a column');
        return this.#column(key, source.column, field);
      case 'added':
        return this.#added(field, entity, source.added);
      case 'choice':
        refuseHint(this.#context, field, 'one of several relations');
        return this.#choice(field, source.choice);
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

  #added(field: OutlineField, entity: Entity, added: AddedField): ObjectField {
    const { key, path } = field;
    // Only the row itself: what type it is of is known already.
    const requires = { entity, fields: field.children.map((each) => this.#field(each, entity)), variants: null };
    return { kind: 'added', key, path, field: added.field, requires, raise: added.raise || this.#raises(field) };
  }

  /** Of a field that a function answers, the only wish is that it loads nothing more. */
  #raises(field: OutlineField): boolean {
    const hint = hintOf(this.#context, field);
    if (!hint?.binding) return false;
    if (hint.strategy === 'raise') return true;
    throw new PlanError(`${field.path}: a function answers this field; the only @load it can have is RAISE.`);
  }

  #column(key: string, column: Column, field: OutlineField): ObjectField {
    if (!isLocal(column)) return { kind: 'column', key, column };
    const args = this.#context.args.of(field);
    if (args instanceof Error) return { kind: 'failed', key, error: args };
    return { kind: 'column', key, column, call: { call: args.list.id, slots: args.list.operands } };
  }

  #rows(
    field: OutlineField,
    entity: Entity,
    relation: Relation | null,
  ): RowsField | Extract<ObjectField, { kind: 'failed' }> {
    const args = this.#context.args.of(field);
    if (args instanceof Error) return { kind: 'failed', key: field.key, error: args };
    if (!relation) refuseHint(this.#context, field, 'a root field');
    const load = relation ? hintOf(this.#context, field) : null;
    const form = this.#form(field, { entity, relation, list: args.list, load }, args.limitSlot);
    const { key, path } = field;
    return { kind: 'rows', key, path, entity, relation, list: args.list, guard: null, load, form };
  }

  #aggregate(field: OutlineField, entity: Entity, relation: Relation | null): AggregateField | FailedField {
    const { args } = this.#context;
    const own = args.of(field);
    if (own instanceof Error) return { kind: 'failed', key: field.key, error: own };
    if (!relation) refuseHint(this.#context, field, 'a root field');
    const load = relation ? hintOf(this.#context, field) : null;
    return aggregateField(field, { entity, relation, list: own.list, load }, args);
  }

  #form(field: OutlineField, rows: AggregatedRows, limitSlot: number): RowsField['form'] {
    const { entity, list } = rows;
    const { source } = field;
    if (source?.kind === 'rootConnection' || source?.kind === 'manyConnection')
      return this.#connection(field, rows, limitSlot);
    const selection = this.object(entity, field.children);
    if (!isList(source)) return { kind: 'one', selection };
    const uncapped = list.limit || field.requiredBy !== null;
    return { kind: 'many', selection, cap: uncapped ? null : pageSizes(entity, this.#context.limits).default };
  }

  #connection(field: OutlineField, rows: AggregatedRows, limitSlot: number): ConnectionForm {
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

  #totalCount(field: OutlineField, { filter, countId }: ListArguments): ConnectionField {
    const { key } = field;
    const own = this.#context.args.of(field);
    if (own instanceof Error) return { kind: 'failed', key, error: own };
    const { counting, id } = own.list;
    const list = { ...NO_ARGUMENTS, id: counting.mode === 'exact' ? countId : `${countId}/${id}`, filter, counting };
    return { kind: 'totalCount', key, list };
  }

  #edgeField(field: OutlineField, entity: Entity): EdgeField {
    const { key, source } = field;
    if (source?.kind === 'node') return { kind: 'node', key, selection: this.object(entity, field.children) };
    return source?.kind === 'cursor' ? { kind: 'cursor', key } : { kind: 'typename', key };
  }
}

/** Of outlines by type of object, the fields of one. */
function childrenFor({ name }: Entity, outlines: readonly OutlineField[]): readonly OutlineField[] {
  return outlines.find(({ key }) => key === name)?.children ?? [];
}

function isList(source: OutlineField['source']): boolean {
  if (source?.kind === 'rootFunction') return source.function.isList;
  return source?.kind === 'rootList' || source?.kind === 'many' || source?.kind === 'tree';
}

function pageInfoField({ key, source }: OutlineField): PageInfoField {
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
