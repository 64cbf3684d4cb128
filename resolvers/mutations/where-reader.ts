/** The condition of `updateOrders` and `deleteOrders`: read as a client's `where`, but nothing of it may be missing by accident. */
import { type FieldNode, Kind, type ValueNode } from 'graphql';
import type { ParameterValue } from '../../loaders/database/database.ts';
import type { Filter } from '../../loaders/plan/shared/filter.ts';
import { WriteError, WriteErrors } from '../../loaders/work/write-error.ts';
import type { LimitsConfig } from '../../schema/config/config.ts';
import type { ApiSchema } from '../../schema/graphql/field-sources.ts';
import type { Entity } from '../../schema/model/model.ts';
import { SlotWriter } from '../arguments/argument-reader.ts';
import { coercedValues } from '../operation/variables.ts';
import { argumentInput } from '../arguments/input-types.ts';
import { WhereReader } from '../arguments/where-reader.ts';
import type { Call } from '../objects/call.ts';
import { isRecord } from '../../schema/util/records.ts';

export interface WhereCondition {
  readonly filter: Filter;
  readonly values: readonly ParameterValue[];
  readonly atMost: number;
}

export function readWhere(api: ApiSchema, limits: LimitsConfig, entity: Entity, { args, info }: Call): WhereCondition {
  const refuse = (message: string, input: readonly (string | number)[]): never => {
    throw new WriteErrors([new WriteError('BAD_USER_INPUT', message, { reason: 'VALUE', input, entity })]);
  };
  for (const name of absentVariables(info.fieldNodes, info.variableValues)) {
    refuse(`$${name} was not given; a condition that writes leaves nothing out.`, ['where']);
  }
  const { where, atMost, all } = args;
  if (all !== true && isAlwaysTrue(where))
    refuse('This condition holds for every row; say all: true if that is meant.', ['where']);
  const most = typeof atMost === 'number' ? atMost : 0;
  if (most < 0) refuse('atMost must not be negative.', ['atMost']);
  const greatest = Math.min(entity.write?.configured?.atMost ?? limits.maxWrittenRows, limits.maxWrittenRows);
  if (most > greatest) {
    const message = `atMost may be ${greatest} at the most.`;
    throw new WriteErrors([new WriteError('LIMIT_EXCEEDED', message, { input: ['atMost'], entity })]);
  }
  const slots = new SlotWriter(limits);
  const definition = info.parentType.getFields()[info.fieldName];
  if (!definition) throw new Error(`${info.fieldName} is not a field of Mutation`);
  const type = argumentInput(definition, 'where');
  if (!type) throw new Error(`${info.fieldName} takes no condition`);
  const filter = new WhereReader(api, slots).read(type, where, `${info.fieldName}(where:)`);
  slots.finish();
  return { filter, values: slots.values, atMost: most };
}

/** Variables of the condition that the request leaves out: GraphQL would drop their fields in silence. */
function absentVariables(nodes: readonly FieldNode[], variables: Call['info']['variableValues']): readonly string[] {
  const given = coercedValues(variables);
  const absent: string[] = [];
  const walk = (value: ValueNode): void => {
    if (value.kind === Kind.VARIABLE && given[value.name.value] === undefined) absent.push(value.name.value);
    if (value.kind === Kind.LIST) value.values.forEach(walk);
    if (value.kind === Kind.OBJECT) value.fields.forEach((field) => walk(field.value));
  };
  for (const { arguments: args } of nodes) {
    for (const { name, value } of args ?? []) if (name.value === 'where') walk(value);
  }
  return absent;
}

/** `{}`, `and: []`, `or: [{}]`, `not` of what is always false, `notIn: []`. */
function isAlwaysTrue(where: unknown): boolean {
  if (!isRecord(where)) return true;
  return Object.entries(where).every(([name, value]) => {
    if (value === undefined) return true;
    if (name === 'and') return Array.isArray(value) && value.every(isAlwaysTrue);
    if (name === 'or') return Array.isArray(value) && value.some(isAlwaysTrue);
    if (name === 'not') return isAlwaysFalse(value);
    return (
      isRecord(value) &&
      Object.entries(value).every(
        ([operator, operand]) => operator === 'notIn' && Array.isArray(operand) && operand.length === 0,
      )
    );
  });
}

function isAlwaysFalse(where: unknown): boolean {
  if (!isRecord(where)) return false;
  return Object.entries(where).some(([name, value]) => {
    if (name === 'and') return Array.isArray(value) && value.some(isAlwaysFalse);
    if (name === 'or') return Array.isArray(value) && value.every(isAlwaysFalse);
    if (name === 'not') return isAlwaysTrue(value);
    return isRecord(value) && Array.isArray(value['in']) && value['in'].length === 0;
  });
}
