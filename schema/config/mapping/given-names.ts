/** The names that settings give to parts of the model. Where such a setting is wrong, its names are left out. */
import { camelCase } from '../../naming/naming.ts';
import type { LeftOut } from '../reader/config-issues.ts';
import {
  ALL,
  type ColumnMapping,
  type EntityMapping,
  type RelationMapping,
  type UnionMapping,
  type VariantsMapping,
} from './entity-settings.ts';

/** A relation that the configuration defines, not one of the database's. */
export function isOwn({ target, on, through }: RelationMapping): boolean {
  return target !== null || on !== null || through !== null;
}

export function namesOfColumn({ name }: ColumnMapping): LeftOut {
  return { names: present(name) };
}

/** The values of a column whose `type` is wrong have an unknown type, whatever else is right. */
export function namesOfColumnType(column: string, settings: ColumnMapping): LeftOut {
  return { ...namesOfColumn(settings), columns: [column, camelCase(column), settings.name ?? column] };
}

export function namesOfRelation(relation: string, settings: RelationMapping): LeftOut {
  if (relation === ALL) return {};
  return { names: present(settings.name ?? (isOwn(settings) ? relation : null)) };
}

export function namesOfUnion(field: string, { name }: UnionMapping): LeftOut {
  return { names: [field, name] };
}

export function namesOfVariants({ interface: name, types }: VariantsMapping): LeftOut {
  return { names: [...present(name), ...types.keys()] };
}

/** All names that are given within an entity. */
export function namesOfEntity({ name, columns, relations, fields, unions, variants }: EntityMapping): LeftOut {
  const parts = [
    ...[...columns].map(([column, settings]) => namesOfColumnType(column, settings)),
    ...[...relations].map(([relation, settings]) => namesOfRelation(relation, settings)),
    ...[...unions].map(([field, union]) => namesOfUnion(field, union)),
    ...(variants ? [namesOfVariants(variants)] : []),
  ];
  return {
    names: [...present(name), ...fields.keys(), ...parts.flatMap(({ names = [] }) => names)],
    columns: parts.flatMap((part) => part.columns ?? []),
  };
}

function present(name: string | null): readonly string[] {
  return name === null || name === '' ? [] : [name];
}
