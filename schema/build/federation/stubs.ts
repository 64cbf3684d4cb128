/**
 * Stubs are entities of other subgraphs that rows here refer to. They have a key and no table. A stub has a relation back to the rows that
 * refer to it, and those have one to the stub.
 */
import type { EntityDraft } from '../tables/build-entity.ts';
import { graphqlTypeName } from '../../naming/graphql-type-name.ts';
import type { Column, Entity, Relation, UniqueKey } from '../../model/model.ts';
import { listCompanions, siblingsOf } from '../../naming/root-names.ts';
import type { ConfigIssues, IssueScope } from '../../config/reader/config-issues.ts';
import { suggest } from '../../util/suggest.ts';
import type { UniqueNames } from '../../naming/unique-names.ts';
import { typeOfColumn } from '../tables/id-columns.ts';
import { nameProblem } from '../../naming/naming.ts';
import { PLAIN_ENTITY } from '../../model/plain-entity.ts';
import { PLAIN_RELATION } from '../../model/plain-relation.ts';
import type { FederationSettings, StubReference, StubSettings } from '../../config/federation/federation-settings.ts';

/** Adds the relations to the drafts. Stubs that are wrong are left out. `typeNames` holds the names of all other types. */
export function addStubs(
  drafts: readonly EntityDraft[],
  settings: FederationSettings,
  typeNames: UniqueNames,
  issues: ConfigIssues,
): Entity[] {
  return [...settings.stubs].flatMap(([name, stub]) => {
    const scope = issues.at(`federation.stubs.${name}`);
    checkStub(name, stub, typeNames, scope);
    const sources = stub.references.map((reference, index) =>
      findSource(drafts, stub, reference, scope.at(`references[${index}]`)),
    );
    const found = sources.flatMap((source) => source ?? []);
    checkTypes(found, scope);
    const [first] = found;
    // Relations with wrong names would only cause more issues.
    return first && !scope.hasIssues ? [buildStub(name, stub, found, settings)] : [];
  });
}

function checkStub(name: string, stub: StubSettings, typeNames: UniqueNames, issues: IssueScope): void {
  const problem = nameProblem(name);
  if (problem !== null) issues.because(`${problem}`);
  if (typeNames.has(name)) issues.because('there is a type of this name here.');
  if (stub.references.length === 0) issues.because('needs at least one reference.');
  const fields = new Set<string>();
  const backward = stub.references.flatMap(({ many }) => (many === null ? [] : [many, ...listCompanions(many)]));
  for (const field of [...stub.key, ...backward]) {
    const wrong = nameProblem(field);
    if (wrong !== null) issues.because(`${wrong}`);
    if (fields.has(field)) issues.because(`it has several fields "${field}".`);
    fields.add(field);
  }
}

/** Checks that all columns that refer to one key are of one type. */
function checkTypes([first, ...others]: readonly Source[], issues: IssueScope): void {
  const typesOf = ({ columns }: Pick<Source, 'columns'>): string =>
    columns.map(({ type }) => graphqlTypeName(type)).join(', ');
  for (const { draft, columns } of first ? others : []) {
    if (!first || typesOf({ columns }) === typesOf(first)) continue;
    const [one, other] = [first.draft.entity.name, draft.entity.name];
    issues.because(`the key is ${typesOf(first)} in ${one}, and ${typesOf({ columns })} in ${other}.`);
  }
}

/** Rows that refer to a stub, by these columns. */
interface Source {
  readonly draft: EntityDraft;
  readonly columns: readonly Column[];
  readonly reference: StubReference;
}

function findSource(
  drafts: readonly EntityDraft[],
  stub: StubSettings,
  reference: StubReference,
  issues: IssueScope,
): Source | null {
  const draft = drafts.find(({ entity }) => entity.name === reference.type);
  if (!draft) {
    const names = drafts.map(({ entity }) => entity.name);
    issues.at('type').because(`there is no type "${reference.type}".${suggest(reference.type, names)}`);
    return null;
  }
  const { columns, name, relations } = draft.entity;
  const declared = columns.map(({ field }) => field);
  const found = reference.fields.flatMap((field) => columns.find((column) => column.field === field) ?? []);
  if (reference.fields.length !== stub.key.length) {
    issues.at('fields').because(`the key has ${stub.key.length} fields, these are ${reference.fields.length}.`);
  }
  for (const field of reference.fields) {
    if (!declared.includes(field))
      issues.at('fields').because(`${name}.${field} is not a column.${suggest(field, declared)}`);
  }
  const problem = nameProblem(reference.as);
  if (problem !== null) issues.at('as').because(`${problem}`);
  if ([...columns, ...relations].some(({ field }) => field === reference.as) || isSibling(reference.as, relations)) {
    issues.at('as').because(`${name} has a field "${reference.as}" already.`);
  }
  return found.length === stub.key.length ? { draft, columns: found, reference } : null;
}

function isSibling(field: string, relations: readonly Relation[]): boolean {
  return relations.some(({ siblings }) => siblings?.connection === field || siblings?.aggregate === field);
}

function buildStub(name: string, stub: StubSettings, sources: readonly Source[], settings: FederationSettings): Entity {
  const columns = stub.key.map((field, index): Column => {
    const given = sources[0]?.columns[index]?.type;
    if (!given) throw new Error(`${name}.${field} has no type`);
    const type = typeOfColumn(given, settings, name, field);
    return { field, name: field, type, nullable: false, description: null, stored: null, index };
  });
  const key: UniqueKey = { constraint: '', columns };
  const relations: Relation[] = [];
  const entity: Entity = {
    ...PLAIN_ENTITY,
    name,
    table: { schema: '', name },
    key,
    uniqueKeys: [key],
    columns,
    relations,
    stub: true,
  };
  for (const source of sources) {
    source.draft.relations.push(forward(source, entity));
    if (source.reference.many !== null) relations.push(backward(source, entity, source.reference.many));
  }
  return entity;
}

/** The relation is nullable, because only the other subgraph knows whether the row is there. */
function forward({ draft, columns, reference }: Source, target: Entity): Relation {
  const pairs = columns.map((local, index) => ({ local, remote: target.columns[index] ?? local }));
  const source = draft.entity;
  return {
    ...PLAIN_RELATION,
    field: reference.as,
    source,
    target,
    kind: 'one',
    direction: 'forward',
    pairs,
    nullable: true,
  };
}

function backward({ draft, columns }: Source, source: Entity, field: string): Relation {
  const pairs = columns.map((remote, index) => ({ local: source.columns[index] ?? remote, remote }));
  return {
    ...PLAIN_RELATION,
    field,
    source,
    target: draft.entity,
    kind: 'many',
    direction: 'backward',
    pairs,
    siblings: siblingsOf(field),
    nullable: false,
  };
}
