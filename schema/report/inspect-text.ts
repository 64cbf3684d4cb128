/** Describes the model for people, for `espalier inspect`. */
import { inspectJson, type InspectedEntity } from './inspect.ts';
import { writeText } from './inspect-write.ts';
import type { Model } from '../model/model.ts';

/** `only`: as in `inspectJson`. */
export function inspectText(model: Model, only: 'all' | 'listed' | null = null): string {
  const { entities, enums, advice } = inspectJson(model, only);
  const parts = entities.map(entityText);
  if (enums.length > 0) parts.push(enums.map(({ name, type, values }) => enumText(name, type, values)).join('\n'));
  if (advice.length > 0) {
    const rows = advice.map(({ entity, relation, code, message }) => [place(entity, relation), code, message]);
    parts.push(`Advice\n${table(rows)}`);
  }
  return `${parts.join('\n\n')}\n`;
}

function entityText(entity: InspectedEntity): string {
  const { name, table: source, kind, key, roots, columns, relations } = entity;
  const ones = roots.one.map(({ field, args }) => `${field}(${args.map((arg) => `${arg}:`).join(', ')})`);
  const columnRows = columns.map(({ field, column, type, graphql }) => [field, graphql, column, type]);
  const relationRows = relations.map((relation) => {
    const { field, kind: cardinality, target, constraint, on, through, nullable, load, tree } = relation;
    const type = cardinality === 'many' ? `[${target}!]!` : `${target}${nullable ? '' : '!'}`;
    const pairs = typeof on === 'string' ? on : on.map((pair) => pair.join(' = ')).join(', ');
    const way = through
      ? `${pairs} through ${through.table}: ${through.then.map((pair) => pair.join(' = ')).join(', ')}`
      : pairs;
    const constraints = (through ? through.constraints?.join(', ') : constraint) ?? 'configuration';
    return [field, type, way, constraints, tree ? 'tree' : load];
  });
  const values = (entity.computed ?? []).map(({ field, graphql, by }) => [field, graphql, by]);
  const unionRows = (entity.unions ?? []).map(({ field, union, by, types }) => {
    const ways = types.map(
      ({ value, target, on }) => `${value}: ${target} ${on.map((pair) => pair.join(' = ')).join(', ')}`,
    );
    return [field, union, `by ${by}`, ways.join('; ')];
  });
  const keyText = key ? `key (${key.join(', ')})` : 'no key';
  const heading = `${name}  ${source} (${kind}, ${keyText})\n  ${[roots.list, ...ones, roots.connection].join('  ')}`;
  const tables = [columnRows, values, relationRows, unionRows].filter((rows) => rows.length > 0).map(table);
  const write = entity.write ? [`  writes: ${writeText(entity.write)}`] : [];
  return [heading, ...write, ...variantsText(entity), ...tables].join('\n');
}

function variantsText({ variants }: InspectedEntity): string[] {
  if (!variants) return [];
  const types = variants.types.map(({ value, type }) => `${value}: ${type}`).join('; ');
  return [`  ${variants.interface} by ${variants.by}  ${types}`];
}

function enumText(name: string, type: string, values: Readonly<Record<string, string>>): string {
  const rows = Object.entries(values).map(([value, label]) => [value, label === value ? '' : label]);
  return `${name}  ${type} (enum)\n${table(rows)}`;
}

function place(entity: string, relation: string | null): string {
  return relation ? `${entity}.${relation}` : entity;
}

/** Indents the lines and aligns their columns. */
function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, index) => (widths[index] = Math.max(widths[index] ?? 0, cell.length)));
  return rows
    .map((row) => `    ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}
