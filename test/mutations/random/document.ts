/** Random writes as a GraphQL document. */
import { capital, columnOf, type Link, listField, referrers, type Schema, tableAt } from './tables.ts';
import type { Many, One, Row, Update, Write } from './write.ts';

export function documentOf(schema: Schema, writes: readonly Write[]): string {
  return `mutation { ${writes.map((each, place) => `f${place}: ${field(schema, each)}`).join('\n')} }`;
}

function field(schema: Schema, write: Write): string {
  const { singular } = tableAt(schema, write.table);
  const entity = capital(singular);
  const columns = selection(schema, write.table);
  const answer = (isList: boolean): string =>
    isList ? `{ rows { ${columns} } actions affectedRows }` : `{ row { ${columns} } action affectedRows }`;
  switch (write.kind) {
    case 'create':
      return `create${entity}${plural(write)}(values: ${rows(schema, write)}) ${answer(write.isList)}`;
    case 'upsert': {
      const kept = write.isKept ? ', update: []' : '';
      return `upsert${entity}${plural(write)}(values: ${rows(schema, write)}, on: LABEL${kept}) ${answer(write.isList)}`;
    }
    case 'update': {
      const items = write.items.map((each) => update(schema, each));
      if (!write.isList) return `update${entity}(${items.join()}) ${answer(false)}`;
      return `update${entity}sEach(items: [${items.map((each) => `{${each}}`).join(', ')}]) ${answer(true)}`;
    }
    case 'delete':
      return `delete${entity}(by: {label: "${write.by}"}) ${answer(false)}`;
  }
}

function plural({ isList }: { readonly isList: boolean }): string {
  return isList ? 's' : '';
}

function rows(schema: Schema, write: { readonly rows: readonly Row[]; readonly isList: boolean }): string {
  const all = write.rows.map((each) => `{${row(schema, each)}}`);
  return write.isList ? `[${all.join(', ')}]` : all.join();
}

function row(schema: Schema, { label, ...rest }: Row): string {
  return [`label: "${label}"`, ...inner(schema, rest)].join(', ');
}

function update(schema: Schema, { by, label, inc, ...rest }: Update): string {
  const set = [...(label === undefined ? [] : [`label: "${label}"`]), ...inner(schema, rest)];
  const add = inc === undefined ? '' : `, inc: {n: ${inc}}`;
  return `by: {label: "${by}"}, set: {${set.join(', ')}}${add}`;
}

function inner(schema: Schema, { n, ones, manies }: Omit<Row, 'label'>): string[] {
  return [
    ...(n === undefined ? [] : [`n: ${n}`]),
    ...ones.map((each) => `${tableAt(schema, each.link.target).singular}: {${one(schema, each)}}`),
    ...manies.map((each) => `${listField(schema, each.table, each.link)}: {${many(schema, each)}}`),
  ];
}

function one(schema: Schema, given: One): string {
  switch (given.verb) {
    case 'create':
      return `create: {${row(schema, given.row)}}`;
    case 'upsert':
      return `upsert: {values: {${row(schema, given.row)}}, on: LABEL, update: []}`;
    case 'connect':
      return `connect: {label: "${given.label}"}`;
    case 'disconnect':
      return 'disconnect: true';
  }
}

function many(schema: Schema, given: Many): string {
  if (given.others === 'disconnect') return `set: [${given.connect.map((label) => `{label: "${label}"}`).join(', ')}]`;
  const keys = (['connect', 'disconnect', 'delete'] as const).flatMap((verb) =>
    given[verb].length > 0 ? [`${verb}: [${given[verb].map((label) => `{label: "${label}"}`).join(', ')}]`] : [],
  );
  const create =
    given.create.length > 0 ? [`create: [${given.create.map((each) => `{${row(schema, each)}}`).join(', ')}]`] : [];
  return [...create, ...keys, ...(given.others === 'delete' ? ['deleteOthers: true'] : [])].join(', ');
}

/** The selection of each row; lists are in the order of labels, which no sequence changes. */
function selection(schema: Schema, table: number): string {
  const ones = tableAt(schema, table).links.map((each) => `${fieldOf(schema, each)} { label }`);
  const manies = referrers(schema, table).map(
    (each) => `${listField(schema, each.table, each.link)}(orderBy: {label: ASC}) { label n }`,
  );
  return ['label n twice version extra', ...ones, ...manies].join(' ');
}

function fieldOf(schema: Schema, link: Link): string {
  return columnOf(schema, link).replace(/_id$/, '');
}
