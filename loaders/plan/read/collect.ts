/**
 * First pass: the client's selection becomes a tree of selects. Fields that ask for the same rows
 * (same parent, relation and arguments) share one select; each keeps its own shape in the response.
 */
import type { Aggregates } from '../../../schema/model/aggregate-model.ts';
import type { Column, Entity } from '../../../schema/model/model.ts';
import { calledColumn } from '../shared/called-column.ts';
import { addColumn, checkHint, mergeHints, type DraftNode, type DraftPlan } from './draft-plan.ts';
import { collectAggregate, hasValues } from './collect-aggregates.ts';
import { PlanError } from '../shared/plan-error.ts';
import type {
  CustomFieldSelection,
  AggregateField,
  ConnectionField,
  ConnectionForm,
  EdgeField,
  UnionField,
  ColumnField,
  EntitiesField,
  ObjectField,
  ObjectSelection,
  PageInfoField,
  RowsField,
  Selection,
  ToOneField,
  ValuesField,
} from './selection.ts';
import type {
  CustomFieldShape,
  AggregateShape,
  UnionShape,
  ConnectionFieldShape,
  ConnectionShape,
  Decision,
  EdgeFieldShape,
  EntitiesShape,
  Estimate,
  FieldShape,
  ObjectShape,
  PageInfoFieldShape,
  RowsShape,
  SelectNode,
  ValuesShape,
} from './select-plan.ts';

/** What a select is made for. */
type NodeSource = Pick<RowsField, 'path' | 'entity' | 'relation' | 'args' | 'load'> &
  Partial<Pick<RowsField, 'guard'>> & { readonly aggregates?: Aggregates };

/** The parts of a connection that show its rows. */
type RowsPart = Extract<ConnectionField, { kind: 'nodes' | 'edges' | 'pageInfo' }>;

const UNDECIDED: Decision = { strategy: 'root', because: 'root select', rejected: [] };
const BY_KEYS: Decision = { strategy: 'root', because: 'root select by keys of the request', rejected: [] };
const UNKNOWN: Estimate = {
  parents: 1,
  distinctParents: 1,
  rows: 1,
  read: 1,
  rowBytes: 0,
  known: false,
  share: 1,
  sources: [],
  byRule: false,
};

export function collect(selection: Selection): DraftPlan {
  const collector = new Collector();
  const fields = selection.fields.map((field) => {
    if (field.kind === 'rows') return collector.rows(field, null);
    if (field.kind === 'values') return collector.values(field);
    if (field.kind === 'aggregate') return collector.aggregate(field, null);
    if (field.kind === 'entities') return collector.entities(field);
    return field.kind === 'typename' ? { ...field, typeName: 'Query' } : field;
  });
  return { nodes: collector.nodes, response: { fields } };
}

class Collector {
  readonly nodes: DraftNode[] = [];
  readonly #byIdentity = new Map<string, DraftNode>();

  rows(field: RowsField, parent: DraftNode | null): RowsShape | ConnectionShape {
    const { form, key } = field;
    if (form.kind === 'connection') return this.#connection(field, form, parent);
    const cardinality = form.kind === 'one' ? 'one' : 'many';
    const node = this.#node('rows', field, cardinality, parent);
    const object = this.#object(form.selection, node);
    return { kind: form.kind, key, node, object, cap: form.kind === 'many' ? form.cap : null };
  }

  values({ rows, ...field }: ValuesField): ValuesShape {
    const node = this.#node('rows', rows, field.isList ? 'many' : 'one', null);
    addColumn(node, field.column);
    return { ...field, node };
  }

  entities({ selects, ...field }: EntitiesField): EntitiesShape {
    const objects = selects.map((select) => {
      const node = this.#node('rows', select, 'one', null);
      node.decision = BY_KEYS;
      return this.#object(select.form.selection, node);
    });
    return { ...field, objects };
  }

  aggregate(field: AggregateField, parent: DraftNode | null): AggregateShape {
    const { aggregates } = field;
    return collectAggregate(field, ({ kind, path, list: args, columns }) => {
      const source = { ...field, entity: aggregates.entity, path, args };
      const node = this.#node(kind, source, kind === 'groups' ? 'many' : 'one', parent);
      for (const column of columns) addColumn(node, column);
      return node;
    });
  }

  #node(kind: SelectNode['kind'], field: NodeSource, cardinality: 'one' | 'many', parent: DraftNode | null): DraftNode {
    const source = field.relation ? `.${field.relation.field}` : field.entity.name;
    const guard = field.guard ?? null;
    const guarded = guard ? `[${guard.column.name}=${guard.value}]` : '';
    const identity = `${parent?.id ?? ''}${source}${guarded}(${field.args.id})${kind}/${cardinality}`;
    checkHint(field);
    const cached = this.#byIdentity.get(identity);
    if (cached) {
      cached.load = mergeHints(cached, field.load);
      return cached;
    }
    const node: DraftNode = {
      id: this.nodes.length,
      kind,
      path: field.path,
      entity: field.entity,
      parent,
      relation: field.relation,
      aggregates: field.aggregates ?? null,
      cardinality,
      guard,
      args: field.args,
      load: field.load,
      children: [],
      columns: [],
      cursors: false,
      estimate: UNKNOWN,
      decision: UNDECIDED,
      derived: false,
      groupedOrders: new Set(),
      plannedByValues: false,
    };
    this.nodes.push(node);
    parent?.children.push(node);
    this.#byIdentity.set(identity, node);
    return node;
  }

  #object(selection: ObjectSelection, node: DraftNode): ObjectShape {
    const { entity, fields, subtypes } = selection;
    if (!subtypes) return this.#objectOf(entity.name, fields, node);
    addColumn(node, subtypes.discriminator);
    const shapes = subtypes.types.map(
      (type) => [type.value, this.#objectOf(type.typeName, type.fields, node)] as const,
    );
    return {
      node,
      typeName: entity.name,
      fields: [],
      subtypes: { discriminator: subtypes.discriminator, shapes: new Map(shapes) },
    };
  }

  #objectOf(typeName: string, fields: readonly ObjectField[], node: DraftNode): ObjectShape {
    return { node, typeName, fields: fields.map((field) => this.#field(field, typeName, node)), subtypes: null };
  }

  #field(field: ObjectField, typeName: string, node: DraftNode): FieldShape {
    switch (field.kind) {
      case 'column':
        return columnField(node, field);
      case 'custom':
        return this.#custom(field, node);
      case 'rows':
        return this.rows(field, node);
      case 'aggregate':
        return this.aggregate(field, node);
      case 'typename':
        return { ...field, typeName };
      case 'baseField': {
        const far = this.#node('rows', field.rows, 'one', node);
        return { kind: 'baseField', key: field.key, node: far, field: this.#field(field.field, typeName, far) };
      }
      case 'union':
        return this.#union(field, node);
      case 'failed':
        return field;
    }
  }

  #union({ kind, key, discriminator, types }: UnionField, node: DraftNode): UnionShape {
    addColumn(node, discriminator);
    const rows = types.map((type) => [type.value, this.#one(type.rows, node)] as const);
    return { kind, key, discriminator, rows: new Map(rows) };
  }

  #one(field: ToOneField, parent: DraftNode): RowsShape {
    const node = this.#node('rows', field, 'one', parent);
    return { kind: 'one', key: field.key, node, object: this.#object(field.form.selection, node), cap: null };
  }

  /** What it requires is read with the row. */
  #custom({ requires, ...field }: CustomFieldSelection, node: DraftNode): CustomFieldShape {
    return { ...field, row: this.#object(requires, node) };
  }

  #connection(field: RowsField, form: ConnectionForm, parent: DraftNode | null): ConnectionShape {
    const name = field.entity.name;
    const node = form.fields.some(showsRows) ? this.#node('rows', field, 'many', parent) : null;
    const fields = form.fields.map((part): ConnectionFieldShape => {
      if (part.kind === 'aggregate') return this.aggregate(part, parent);
      if (part.kind === 'typename') return { ...part, typeName: `${name}Connection` };
      if (part.kind === 'failed') return part;
      if (part.kind !== 'totalCount')
        return this.#connectionField(part, name, this.#node('rows', field, 'many', parent));
      return { ...part, node: this.#counted({ ...field, args: part.args }, form, parent) };
    });
    const { key } = field;
    return { kind: 'connection', key, typeName: `${name}Connection`, node, limitSlot: form.limitSlot, fields };
  }

  /** Where the client asks for values of all rows, they are counted in the same statement. */
  #counted(field: RowsField, { fields }: ConnectionForm, parent: DraftNode | null): DraftNode {
    const values = fields.find((each) => each.kind === 'aggregate' && hasValues(each));
    if (values?.kind !== 'aggregate' || field.args.counting.mode !== 'exact') {
      return this.#node('count', field, 'one', parent);
    }
    const { aggregates } = values;
    const node = this.#node('aggregate', { ...values, entity: aggregates.entity }, 'one', parent);
    for (const value of aggregates.values) if (value.function === 'count') addColumn(node, value.column);
    return node;
  }

  #connectionField(part: RowsPart, name: string, node: DraftNode): ConnectionFieldShape {
    switch (part.kind) {
      case 'nodes':
        return { kind: 'nodes', key: part.key, object: this.#object(part.selection, node) };
      case 'edges':
        return {
          kind: 'edges',
          key: part.key,
          node,
          fields: part.fields.map((field) => this.#edgeField(field, name, node)),
        };
      case 'pageInfo':
        node.cursors ||= part.fields.some((field) => field.kind === 'startCursor' || field.kind === 'endCursor');
        return { kind: 'pageInfo', key: part.key, node, fields: part.fields.map(pageInfoField) };
    }
  }

  #edgeField(field: EdgeField, name: string, node: DraftNode): EdgeFieldShape {
    if (field.kind === 'node') return { kind: 'node', key: field.key, object: this.#object(field.selection, node) };
    if (field.kind === 'typename') return { ...field, typeName: `${name}Edge` };
    node.cursors = true;
    return field;
  }
}

function showsRows({ kind }: ConnectionField): boolean {
  return kind === 'nodes' || kind === 'edges' || kind === 'pageInfo';
}

function pageInfoField(field: PageInfoField): PageInfoFieldShape {
  return field.kind === 'typename' ? { ...field, typeName: 'PageInfo' } : field;
}

function columnField(node: DraftNode, { kind, key, column, call }: ColumnField): FieldShape {
  if (!call) {
    addColumn(node, column);
    return { kind, key, column };
  }
  if (column.computed?.kind === 'window' && !isList(node)) return { kind: 'failed', key, error: noList(node, column) };
  const called = calledColumn(node.columns, column, call, freeIndex(node.entity));
  addColumn(node, called);
  return { kind, key, column: called };
}

/** Rows with an order of their own, in which each has its place. */
function isList({ cardinality, relation }: SelectNode): boolean {
  return cardinality === 'many' && !relation?.tree;
}

function noList({ path, entity }: SelectNode, { field }: Column): Error {
  return new PlanError(
    `${path}.${field} is a value of a row among the rows of a list. Ask for it in a list of ${entity.name}, not in a single row or a tree.`,
  );
}

/** The first place that no column of the entity has. */
function freeIndex({ columns, hiddenColumns, computed }: Entity): number {
  return columns.length + hiddenColumns.length + computed.length;
}
