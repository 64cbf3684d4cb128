/** The interface `Node` of every entity whose rows a global id can name, and the root field `node` that finds them. */
import { type GraphQLFieldConfig, GraphQLID, GraphQLInterfaceType, GraphQLNonNull } from 'graphql';
import type { CustomField } from '../graphql/added-field.ts';
import { parseRequires } from '../config/reader/requires.ts';
import { ConfigIssues, type IssueScope } from '../config/reader/config-issues.ts';
import { entityKeys } from '../federation/entity-keys.ts';
import type { FieldSource } from '../graphql/field-sources.ts';
import { fieldsOf } from '../model/subtypes.ts';
import type { Entity, Model } from '../model/model.ts';
import { rootFields } from '../model/root-fields.ts';
import type { Sources } from '../graphql/sources.ts';
import type { ValueTypes } from '../graphql/value-types.ts';
import { encodeNodeId } from './node-id.ts';
import type { EntityKey, FederatedEntity } from '../graphql/entity-references.ts';

type Field = GraphQLFieldConfig<unknown, unknown>;

const NODE = 'Node';
export const NODE_ID = 'nodeId';
const ROOT = 'node';

export class Nodes {
  /** The entities by type name, each with its key. */
  readonly entities: ReadonlyMap<string, FederatedEntity>;
  readonly interface: GraphQLInterfaceType;

  /** Reports every name that is taken. */
  constructor(model: Model, values: ValueTypes, issues: IssueScope) {
    const named = [...model.entities, ...model.enums, ...model.composites].map(({ name }) => name);
    const abstract = model.entities.flatMap(({ subtypes, unions }) => [
      ...(subtypes ? [subtypes.interface] : []),
      ...unions.map(({ union }) => union),
    ]);
    if ([...named, ...abstract].includes(NODE)) {
      issues.because(`${NODE} is the interface of all rows with an id, and another type has its name; rename that.`);
    }
    const roots = [...model.entities.flatMap(rootFields), ...model.functions.map(({ field }) => field)];
    if (roots.includes(ROOT)) {
      issues.because(`Query.${ROOT} finds a row by its id, and another root field has its name; rename that.`);
    }
    const entities = model.entities.flatMap((entity) => nodeEntity(entity, values));
    for (const { entity } of entities) {
      if (fieldNames(entity).includes(NODE_ID)) {
        issues.because(`${entity.name}.${NODE_ID} is the id of a row, and another field has its name; rename that.`);
      }
    }
    this.entities = new Map(entities.map((each) => [each.entity.name, each]));
    this.interface = new GraphQLInterfaceType({
      name: NODE,
      description: 'A row that an id names among all rows of all types.',
      fields: { [NODE_ID]: nodeIdField() },
    });
  }

  /** Adds the root field that finds a row. */
  addRoot(fields: Record<string, Field>, sources: Sources<FieldSource>): void {
    if (this.entities.size === 0) return;
    const id = { type: new GraphQLNonNull(GraphQLID), description: `The \`${NODE_ID}\` of a row.` };
    const description = 'The row with this id, null when there is none.';
    fields[ROOT] = { type: this.interface, args: { id }, description };
    sources.add('Query', ROOT, { kind: 'rootNode' });
  }

  /** Returns null for an entity whose rows have no id. */
  idOf(entity: Entity): { readonly field: Field; readonly custom: CustomField } | null {
    const node = this.entities.get(entity.name);
    const key = node?.keys[0];
    return key ? { field: nodeIdField(), custom: nodeIdValue(entity.name, key) } : null;
  }
}

function nodeIdField(): Field {
  return { type: new GraphQLNonNull(GraphQLID), description: 'Names this row among all rows of all types.' };
}

function nodeIdValue(type: string, { fields, parts }: EntityKey): CustomField {
  const names = parts.map(({ column }) => column.field);
  const resolve: CustomField['resolve'] = (row) => encodeNodeId({ type, values: names.map((name) => row[name]) });
  return { field: NODE_ID, requires: parseRequires(fields), said: [], resolve, raise: false };
}

/**
 * Excludes entities whose rows are of other types, which have ids of their own or none, and those whose child tables
 * may repeat a key.
 */
function nodeEntity(entity: Entity, values: ValueTypes): FederatedEntity[] {
  const { key, subtypes, base } = entity;
  if (!key || entity.hasChildTables || subtypes || (base && !base.relation)) return [];
  const own = entityKeys({ ...entity, uniqueKeys: [key] }, undefined, values, new ConfigIssues().at('nodes'));
  return own.length > 0 ? [{ entity, keys: own }] : [];
}

function fieldNames(entity: Entity): readonly string[] {
  return [...fieldsOf(entity), ...(entity.base ? fieldsOf(entity.base.entity) : [])];
}
