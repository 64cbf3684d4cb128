/**
 * The model for people: what `espalier inspect` prints.
 */
import type { Advice } from './advice.ts';
import { inspectJson } from './inspect.ts';
import type { InspectColumn, InspectDocument, InspectEntity, InspectEnum, InspectRelation } from './inspect.ts';
import type { Model } from './model.ts';

export function inspectText(model: Model): string {
  const document = inspectJson(model);
  const blocks = [...document.entities.map(entityBlock), ...document.enums.map(enumBlock), adviceBlock(document)];
  return `${[...blocks, summary(document)].filter((block) => block !== '').join('\n\n')}\n`;
}

function entityBlock(entity: InspectEntity): string {
  const { roots } = entity;
  const key = entity.key === null ? 'no key' : `key ${entity.key.join(', ')}`;
  const one = roots.one.map(({ field, args }) => `${field}(${args.join(', ')})`);
  return [
    `${entity.name}  ${entity.table}  (${entity.kind}, ${key})`,
    `  query      ${[roots.list, ...one, roots.connection, roots.aggregate].join('  ')}`,
    '  columns',
    ...table(entity.columns.map(columnCells)),
    ...(entity.relations.length > 0 ? ['  relations', ...table(entity.relations.map(relationCells))] : []),
  ].join('\n');
}

function columnCells(column: InspectColumn): string[] {
  return [column.field, column.graphql, column.column, column.type];
}

function relationCells(relation: InspectRelation): string[] {
  const { field, kind, target, nullable, constraint, on, through, tree, load } = relation;
  const type = kind === 'many' ? `[${target}!]!` : target + (nullable ? '' : '!');
  const route =
    through === null
      ? `${constraint}: ${pairs(on)}`
      : `${through.constraints.join(', ')}: ${pairs(on)} through ${through.table}, ${pairs(through.then)}`;
  return [field, type, load, tree === null ? route : `${route}, all ${tree}`];
}

function pairs(on: InspectRelation['on']): string {
  return on.map(([local, remote]) => `${local} = ${remote}`).join(' and ');
}

function enumBlock(type: InspectEnum): string {
  const values = Object.entries(type.values).map(([name, label]) =>
    name === label ? name : `${name} (${JSON.stringify(label)})`,
  );
  return `${type.name}  ${type.type}  (enum)\n  values     ${values.join('  ')}`;
}

function adviceBlock({ advice }: InspectDocument): string {
  const cells = advice.map((each: Advice) => {
    const place = each.relation === null ? each.entity : `${each.entity}.${each.relation}`;
    return [each.code, place, each.message];
  });
  return cells.length === 0 ? '' : ['Advice', ...table(cells)].join('\n');
}

function summary({ entities, enums, advice }: InspectDocument): string {
  const relations = entities.reduce((sum, entity) => sum + entity.relations.length, 0);
  return `${entities.length} entities, ${relations} relations, ${enums.length} enums, ${advice.length} pieces of advice`;
}

/** Columns padded to the widest cell; the last one runs free. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, index) => Math.max(...rows.map((row) => (row[index] ?? '').length)));
  return rows.map((row) => {
    const cells = row.map((cell, index) => (index < row.length - 1 ? cell.padEnd(widths[index] ?? 0) : cell));
    return `    ${cells.join('  ')}`;
  });
}
