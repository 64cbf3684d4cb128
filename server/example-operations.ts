/**
 * The operations in the first tabs of GraphiQL, written for the database at hand: about the entity that most others are connected
 * with, so that each of them has rows to show.
 */
import { pgScalar } from '../schema/catalog/pg-scalars.ts';
import { isText } from '../schema/model/is-text.ts';
import type { Column, Entity, Relation } from '../schema/model/model.ts';

export interface ExampleOperation {
  readonly query: string;
  /** The request's headers, as JSON. */
  readonly headers?: string;
}

export interface ExampleSubject {
  /** The entities that clients may list. */
  readonly entities: readonly Entity[];
  /** How many rows a table has, by the statistics; null where nobody has counted. */
  rowsOf(entity: Entity): number | null;
  /** If true, a client may ask for the plan. */
  readonly explain: boolean;
  /** Null where nothing can be written, or a client may not ask for a dry run. */
  readonly writes: ((entity: Entity) => WriteFields | null) | null;
}

export interface WriteFields {
  /** The field that changes a row by its key. */
  readonly update: string;
  readonly updatable: readonly Column[];
}

const indent = '  ';

/** Depth, a filter over a relation, a page, an aggregate, a tree, a plan and a mutation, as far as the database has them. */
export function exampleOperations(subject: ExampleSubject): ExampleOperation[] {
  const [entity, ...others] = byConnections(subject);
  if (entity === undefined) return [{ query: '{\n  __typename\n}\n' }];
  const tree = [entity, ...others].flatMap(
    (each) => each.relations.find(({ tree: way }) => way === 'descendants') ?? [],
  );
  const depth = depthExample(entity, subject);
  return [
    { query: depth },
    { query: filterExample(entity, subject) },
    { query: pageExample(entity, subject) },
    { query: aggregateExample(entity, subject) },
    ...tree.slice(0, 1).map((relation) => ({ query: treeExample(relation) })),
    ...(subject.explain ? [{ query: planExample(depth), headers: PLAN_HEADERS }] : []),
    ...[entity, ...others].flatMap((each) => writeExample(each, subject) ?? []).slice(0, 1),
  ];
}

const DRY_RUN_HEADERS = JSON.stringify({ 'x-espalier-dry-run': 'true' }, null, 2);

/** Changes the row with the key 1, where a key can be one. */
function writeExample(entity: Entity, { writes }: ExampleSubject): ExampleOperation | null {
  const fields = writes?.(entity);
  const [key, ...more] = entity.key?.columns ?? [];
  const label = fields?.updatable.find(isLabel);
  if (!fields || !label || !key || more.length > 0 || pgScalar(key.type)?.family !== 'integer') return null;
  const args = `by: { ${key.field}: 1 }, set: { ${label.field}: "x" }, mustExist: false`;
  const query = operation(
    '# Changes a row and reads it again, in one transaction. The header makes it a dry run: nothing stays.',
    `${pascal(entity.roots.list)}Changed`,
    block(`${fields.update}(${args})`, [
      'action',
      'affectedRows',
      ...block('old', [label.field]),
      ...block('row', columnLines(entity)),
    ]),
    'mutation',
  );
  return { query, headers: DRY_RUN_HEADERS };
}

const PLAN_HEADERS = JSON.stringify({ 'x-espalier-explain': 'plan' }, null, 2);

/** The best connected entity comes first, and what is known to be empty last. */
function byConnections(subject: ExampleSubject): Entity[] {
  const score = (entity: Entity): number =>
    (subject.rowsOf(entity) === 0 ? -1_000 : 0) +
    plain(entity, 'many', subject).length * 2 +
    plain(entity, 'one', subject).length +
    (entity.columns.some(isLabel) ? 1 : 0);
  const scores = new Map(subject.entities.map((entity) => [entity, score(entity)]));
  return subject.entities.toSorted((one, other) => (scores.get(other) ?? 0) - (scores.get(one) ?? 0));
}

function depthExample(entity: Entity, subject: ExampleSubject): string {
  return operation(
    `# ${sentence(entity.roots.list)} with what belongs to them. The gateway plans all levels as one.`,
    `${pascal(entity.roots.list)}InDepth`,
    block(`${entity.roots.list}(limit: 10)`, levels(entity, subject, { depth: 3, path: [entity] })),
  );
}

interface Level {
  /** How many levels of relations may follow. */
  readonly depth: number;
  /** The entities above, which are not shown again. */
  readonly path: readonly Entity[];
}

/** Each level has its columns, one to-one and one list, and the list goes on. */
function levels(entity: Entity, subject: ExampleSubject, { depth, path }: Level): string[] {
  if (depth === 0) return columnLines(entity);
  const fresh = (relation: Relation): boolean => !path.includes(relation.target);
  const [one] = plain(entity, 'one', subject).filter(fresh);
  const [many] = plain(entity, 'many', subject).filter(
    (relation) => fresh(relation) && relation.target !== one?.target,
  );
  const next = (relation: Relation, rest: number): string[] =>
    levels(relation.target, subject, { depth: rest, path: [...path, relation.target] });
  return [
    ...columnLines(entity),
    ...(one ? block(one.field, next(one, many ? 0 : depth - 1)) : []),
    ...(many ? block(`${many.field}(limit: 3)`, next(many, depth - 1)) : []),
  ];
}

function filterExample(entity: Entity, subject: ExampleSubject): string {
  const { list } = entity.roots;
  const [many] = plain(entity, 'many', subject);
  const count = many?.siblings?.aggregate;
  const label = entity.columns.find(isLabel);
  const condition = many
    ? `where: { ${many.field}: { some: {} } }`
    : label && `where: { ${label.field}: { isNull: false } }`;
  const order = count ? `orderBy: [{ ${count}: { count: DESC } }]` : label && `orderBy: [{ ${label.field}: ASC }]`;
  const args = [condition, order, 'limit: 10'].filter((argument) => argument !== undefined);
  return operation(
    many
      ? `# ${sentence(list)} that have ${words(many.field)}, those with most of them first.`
      : `# ${sentence(list)}, filtered and ordered.`,
    `${pascal(list)}Filtered`,
    block(`${list}(${args.join(', ')})`, [
      ...columnLines(entity),
      ...childLines(many),
      ...(count ? block(count, ['count']) : []),
    ]),
  );
}

function pageExample(entity: Entity, subject: ExampleSubject): string {
  const [many] = plain(entity, 'many', subject);
  return operation(
    '# Page by page: give endCursor as `after` to get the next one.',
    `${pascal(entity.roots.list)}Page`,
    block(`${entity.roots.connection}(first: 5)`, [
      'totalCount',
      ...block('nodes', [...columnLines(entity), ...childLines(many)]),
      ...block('pageInfo', ['hasNextPage', 'endCursor']),
    ]),
  );
}

/** Figures are summed where an entity has some beside its keys, the one with most rows first. */
function aggregateExample(best: Entity, subject: ExampleSubject): string {
  const measured = subject.entities
    .flatMap((entity) =>
      measures(entity)
        .slice(0, 1)
        .map((column) => ({ entity, column })),
    )
    .toSorted((one, other) => (subject.rowsOf(other.entity) ?? 0) - (subject.rowsOf(one.entity) ?? 0));
  const { entity, column } = measured[0] ?? { entity: best, column: null };
  const figures = column === null ? [] : ['sum', 'avg', 'max'].flatMap((figure) => block(figure, [column.field]));
  return operation(
    `# What ${words(entity.roots.list)} add up to.`,
    `${pascal(entity.roots.list)}Summed`,
    block(entity.roots.aggregate, ['count', ...figures]),
  );
}

/** A few of the related rows. */
function childLines(many: Relation | undefined): string[] {
  return many ? block(`${many.field}(limit: 3)`, columnLines(many.target)) : [];
}

function treeExample({ source, field }: Relation): string {
  return operation(
    `# Trees of ${words(source.roots.list)}: one recursive statement for all levels.`,
    `${pascal(source.roots.list)}Tree`,
    block(`${source.roots.list}(limit: 5)`, [...columnLines(source), ...block(field, columnLines(source))]),
  );
}

function planExample(depth: string): string {
  const rest = depth.replace(/^.*\n/, '').replace('InDepth {', 'Planned {');
  return `# How the rows are loaded: see extensions.plan in the answer. The header below asks for it.\n${rest}`;
}

/** Relations to other entities that clients may list; those with rows come first. */
function plain(entity: Entity, kind: Relation['kind'], { entities, rowsOf }: ExampleSubject): Relation[] {
  return entity.relations
    .filter((each) => each.kind === kind && each.tree === null && each.target !== each.source)
    .filter(({ target, siblings }) => entities.includes(target) && (kind === 'one' || siblings !== null))
    .toSorted((one, other) => (rowsOf(other.target) ?? 1) - (rowsOf(one.target) ?? 1));
}

/** A column that says what a row is. */
function isLabel({ type }: Column): boolean {
  return isText(type);
}

const NUMBERS = new Set<string | undefined>(['integer', 'decimal', 'float']);

/** Numbers that are more than keys. */
function measures(entity: Entity): Column[] {
  const keys = new Set([
    ...entity.uniqueKeys.flatMap(({ columns }) => columns),
    ...entity.relations.flatMap(({ pairs, direction }) =>
      direction === 'forward' ? pairs.map(({ local }) => local) : [],
    ),
  ]);
  return entity.columns.filter((column) => !keys.has(column) && isNumber(column));
}

function isNumber({ type }: Column): boolean {
  return NUMBERS.has(pgScalar(type)?.family);
}

/** The key, the label and whatever comes first, four at most. */
function columnLines(entity: Entity): string[] {
  const leaves = entity.columns.filter(({ type }) => type.kind === 'scalar' || type.kind === 'enum');
  const label = entity.columns.find(isLabel);
  const first = [...(entity.key?.columns ?? []), ...(label === undefined ? [] : [label]), ...leaves];
  const chosen = [...new Set(first)].filter((column) => leaves.includes(column)).slice(0, 4);
  return chosen.length > 0 ? chosen.map((column) => column.field) : ['__typename'];
}

function block(head: string, lines: readonly string[]): string[] {
  return [`${head} {`, ...lines.map((line) => indent + line), '}'];
}

function operation(comment: string, name: string, lines: readonly string[], kind = 'query'): string {
  return `${comment}\n${block(`${kind} ${name}`, lines).join('\n')}\n`;
}

function pascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function words(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

function sentence(name: string): string {
  return pascal(words(name));
}
