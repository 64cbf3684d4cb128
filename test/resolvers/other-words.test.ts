/** A client that writes the words of another tool is told those of this schema. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGateway, type EmbeddedGateway } from '../../server/create-gateway.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';

describe('hints for the words of other tools', () => {
  let database: TestDatabase;
  let gateway: EmbeddedGateway;
  let production: EmbeddedGateway;
  beforeAll(async () => {
    database = await createDatabase([new URL('../fixtures/blog.sql', import.meta.url)]);
    const settings = { database: { url: database.url }, server: { logLevel: 'silent' } } as const;
    gateway = await createGateway(settings);
    production = await createGateway({ ...settings, development: false });
  });
  afterAll(async () => {
    await gateway.close();
    await production.close();
    await database.drop();
  });

  async function mistakeOf(asked: EmbeddedGateway, fields: string): Promise<unknown> {
    const request = new Request('http://localhost/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ ${fields} }` }),
    });
    const { errors }: { errors: { message: string }[] } = await (await asked.fetch(request)).json();
    return errors[0]?.message;
  }

  it.each([
    ['users(filter: {id: {eq: 1}}) { id }', /Unknown argument "filter".* Did you mean "where"\?$/],
    ['users(condition: {id: 1}) { id }', / Did you mean "where"\?$/],
    ['users(skip: 1) { id }', / Did you mean "offset"\?$/],
    ['users(first: 1) { id }', / Did you mean "limit"\?$/],
    ['usersConnection(limit: 1) { totalCount }', / Did you mean "first" or "last"\?$/],
    ['users { posts(take: 1) { id } }', / Did you mean "limit"\?$/],
    ['users(where: {name: "x"}) { id }', /found:? "x"\. Write \{eq: "x"\}\.$/],
    ['users(where: {id: 1}) { id }', / Write \{eq: 1\}\.$/],
    ['users(where: {posts: {some: {score: 7}}}) { id }', / Write \{eq: 7\}\.$/],
    ['users(where: {name: {equals: "x"}}) { id }', / Did you mean "eq"\?$/],
    ['users(where: {name: {_eq: "x"}}) { id }', / Did you mean "eq"/],
    ['users(orderBy: "name") { id }', / Write \[\{name: ASC\}\]\.$/],
    ['users(orderBy: [name]) { id }', / Write \[\{name: ASC\}\]\.$/],
    ['users(orderBy: "nothing") { id }', /found:? "nothing"\.$/],
    ['users(anything: 1) { id }', /Unknown argument "anything" on field "Query\.users"\.$/],
  ])('%s', async (fields, message) => {
    expect(await mistakeOf(gateway, fields)).toMatch(message);
  });

  it('production gives no hint', async () => {
    expect(await mistakeOf(production, 'users(filter: {id: {eq: 1}}) { id }')).toBe(
      'Unknown argument "filter" on field "Query.users".',
    );
  });
});
