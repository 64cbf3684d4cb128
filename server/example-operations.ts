/**
 * The operations in the first tabs of GraphiQL, written for the database at hand.
 */
import type { Column, Entity, Model, Relation } from '../schema/model/model.ts';
import { isText } from '../schema/model/is-text.ts';

const indent = '  ';

/** A list with a to-one relation, a connection and a filter, as far as the model has relations and texts. */
export function exampleOperations(model: Model): string[] {
  const operations = [listExample(model), connectionExample(model), filterExample(model)].filter(
    (text) => text !== null,
  );
  return operations.length > 0 ? operations : ['{\n  __typename\n}\n'];
}

function listExample(model: Model): string | null {
  const toOne = (entity: Entity) => entity.relations.filter((relation) => isPlain(relation, 'one')).slice(0, 2);
  const entity = model.entities.find((candidate) => toOne(candidate).length > 0 && labelOf(candidate) !== null);
  const chosen = entity ?? model.entities[0];
  if (chosen === undefined) return null;
  return operation(
    `# ${sentence(chosen.roots.list)}, each with what it belongs to.`,
    `${pascal(chosen.roots.list)}List`,
    block(`${chosen.roots.list}(limit: 20)`, [
      ...columnLines(chosen),
      ...toOne(chosen).flatMap((relation) => block(relation.field, columnLines(relation.target))),
    ]),
  );
}

function connectionExample(model: Model): string | null {
  const toMany = (entity: Entity) => entity.relations.find((relation) => isPlain(relation, 'many'));
  const entity = model.entities.find((candidate) => toMany(candidate) !== undefined) ?? model.entities[0];
  if (entity === undefined) return null;
  const relation = toMany(entity);
  const children = relation === undefined ? [] : block(`${relation.field}(limit: 3)`, columnLines(relation.target));
  return operation(
    '# Page by page: give endCursor as `after` to get the next one.',
    `${pascal(entity.roots.list)}Page`,
    block(`${entity.roots.connection}(first: 5)`, [
      'totalCount',
      ...block('nodes', [...columnLines(entity), ...children]),
      ...block('pageInfo', ['hasNextPage', 'endCursor']),
    ]),
  );
}

function filterExample(model: Model): string | null {
  const label = model.entities.map(labelOf).find((column) => column !== null);
  const entity = model.entities.find((candidate) => label !== undefined && candidate.columns.includes(label));
  if (label === undefined || entity === undefined) return null;
  const relation = entity.relations.find((candidate) => isPlain(candidate, 'many'));
  return operation(
    `# ${sentence(entity.roots.list)} filtered and sorted. Aliases of one field with different arguments are different lists.`,
    `${pascal(entity.roots.list)}Filtered`,
    block(
      `${entity.roots.list}(where: { ${label.field}: { startsWith: "A" } }, orderBy: [{ ${label.field}: ASC }], limit: 10)`,
      [
        ...columnLines(entity),
        ...(relation === undefined ? [] : block(`${relation.field}(limit: 5)`, columnLines(relation.target))),
      ],
    ),
  );
}

function isPlain(relation: Relation, kind: Relation['kind']): boolean {
  return relation.kind === kind && relation.tree === null && relation.target !== relation.source;
}

/** A column that says what a row is. */
function labelOf(entity: Entity): Column | null {
  return entity.columns.find(({ type }) => isText(type)) ?? null;
}

/** The key, the label and whatever comes first, four at most. */
function columnLines(entity: Entity): string[] {
  const leaves = entity.columns.filter(({ type }) => type.kind === 'scalar' || type.kind === 'enum');
  const label = labelOf(entity);
  const first = [...(entity.key?.columns ?? []), ...(label === null ? [] : [label]), ...leaves];
  const chosen = [...new Set(first)].filter((column) => leaves.includes(column)).slice(0, 4);
  return chosen.length > 0 ? chosen.map((column) => column.field) : ['__typename'];
}

function block(head: string, lines: readonly string[]): string[] {
  return [`${head} {`, ...lines.map((line) => indent + line), '}'];
}

function operation(comment: string, name: string, lines: readonly string[]): string {
  return `${comment}\n${block(`query ${name}`, lines).join('\n')}\n`;
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function sentence(name: string): string {
  return pascal(name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}
