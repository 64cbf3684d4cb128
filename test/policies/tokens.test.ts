/**
 * A request is authenticated before it needs the database, by token or by a function of the program, in the fast lane
 * and in Yoga alike.
 */
import { generateKeyPairSync } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GraphQLError } from 'graphql';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openWay, type Way } from '../http/both-ways.ts';

const SECRET = 'a secret of at least thirty-two bytes';
const POLICY: ConfigOptions = {
  claims: { userId: 'int8' },
  entities: { User: { policy: { id: { eq: { claim: 'userId' } } } } },
};

let database: TestDatabase;
const opened: Way[] = [];
beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/blog.sql', import.meta.url)]);
});
afterAll(() => database.drop());
afterEach(() => Promise.all(opened.splice(0).map((way) => way.close())));

async function open(file: ConfigOptions, fastLane: boolean): Promise<Way> {
  const way = await openWay(database.url, fastLane, { ...POLICY, ...file });
  opened.push(way);
  return way;
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

async function ask(way: Way, authorization: string | null, query = '{ users { id } }'): Promise<Reply> {
  const response = await fetch(way.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: '*/*', ...(authorization !== null && { authorization }) },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, text: await response.text() };
}

function sign(claims: Record<string, unknown>, alg = 'HS256'): SignJWT {
  return new SignJWT(claims).setProtectedHeader({ alg });
}

async function token(claims: Record<string, unknown>, secret = SECRET): Promise<string> {
  return `Bearer ${await sign(claims).setExpirationTime('1h').sign(Buffer.from(secret))}`;
}

const soon = 3_600;
const now = (): number => Math.floor(Date.now() / 1_000);

describe.each([
  ['the fast lane', true],
  ['Yoga', false],
])('authentication through %s', (_name, fastLane) => {
  const jwt = {
    secret: SECRET,
    issuer: 'https://id.example',
    audience: 'shop',
    claimsPath: 'https://shop.example/claims',
  };

  it('each token gets the rows of its user', async () => {
    const way = await open({ jwt: { secret: SECRET } }, fastLane);
    const users = [1, 2, 3, 4, 1, 2, 3, 4, 2, 2, 3, 1];
    for (let round = 0; round < 2; round++) {
      const replies = await Promise.all(users.map(async (userId) => ask(way, await token({ userId }))));
      expect(replies.map(({ text }) => text)).toEqual(users.map((id) => `{"data":{"users":[{"id":"${id}"}]}}`));
    }
    if (fastLane) expect(way.byYoga()).toBeLessThan(users.length + 1);
  });

  it('a request without a token sees no protected row, or is refused where a token is required', async () => {
    const way = await open({ jwt: { secret: SECRET } }, fastLane);
    expect(await ask(way, null)).toEqual({ status: 200, text: '{"data":{"users":[]}}' });
    const strict = await open({ jwt: { secret: SECRET, required: true } }, fastLane);
    expect(await ask(strict, null)).toMatchObject({ status: 401, text: expect.stringContaining('"UNAUTHENTICATED"') });
  });

  it('claims are read at their path, from the named issuer and for the named audience', async () => {
    const way = await open({ jwt }, fastLane);
    const claims = { 'https://shop.example/claims': { userId: 3 }, iss: 'https://id.example', aud: 'shop' };
    expect((await ask(way, await token(claims))).text).toBe('{"data":{"users":[{"id":"3"}]}}');
    const withClaims = async (value: unknown) =>
      ask(way, await token({ ...claims, 'https://shop.example/claims': value }));
    // Issuers that know only texts put the JSON of the object there.
    expect((await withClaims('{"userId":3}')).text).toBe('{"data":{"users":[{"id":"3"}]}}');
    for (const value of [3, 'x', '[{"userId":3}]', [{ userId: 3 }], '"{}"', true]) {
      expect(await withClaims(value), JSON.stringify(value)).toMatchObject({
        status: 403,
        text: expect.stringContaining('The claim https://shop.example/claims must be an object.'),
      });
    }
    for (const nobody of [null, undefined, 'null']) {
      expect(await withClaims(nobody)).toEqual({ status: 200, text: '{"data":{"users":[]}}' });
    }
    for (const wrong of [{ iss: 'https://other.example' }, { aud: 'bank' }, { iss: undefined }]) {
      expect((await ask(way, await token({ ...claims, ...wrong }))).status, JSON.stringify(wrong)).toBe(401);
    }
  });

  it('a bad token is refused with 401 while the only connection is taken', async () => {
    const way = await open({ jwt: { secret: SECRET }, pool: { size: 1, acquireTimeoutMs: 200 } }, fastLane);
    await ask(way, await token({ userId: 1 }));
    const taken = await way.database.acquire(null);
    const bad = [
      await token({ userId: 1 }, 'another secret of more than thirty-two bytes'),
      `Bearer ${await sign({ userId: 1 })
        .setExpirationTime(now() - soon)
        .sign(Buffer.from(SECRET))}`,
      `Bearer ${await sign({ userId: 1 })
        .setNotBefore(now() + soon)
        .sign(Buffer.from(SECRET))}`,
      `Bearer ${new UnsecuredJWT({ userId: 1 }).encode()}`,
      'Bearer garbage',
      'Bearer a.b.c',
      'Bearer ',
      'Basic dXNlcjpwYXNz',
      `Bearer ${'x'.repeat(10_000)}`,
      `${await token({ userId: 1 })}=`,
      (await token({ userId: 1 })).replaceAll('.', '=.'),
      (await token({ userId: 1 })).replaceAll('.', '==.'),
      (await token({ userId: 1 })).replace('.', '\t.'),
    ];
    try {
      for (const authorization of bad) {
        const { status, text } = await ask(way, authorization);
        expect(status, authorization).toBe(401);
        expect(JSON.parse(text)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
        expect(text).not.toContain('data');
      }
      expect((await ask(way, await token({ userId: 'x' }))).status).toBe(403);
      expect((await ask(way, await token({ userId: 1 }))).status).toBe(503);
    } finally {
      await taken.release();
    }
    expect((await ask(way, await token({ userId: 1 }))).text).toBe('{"data":{"users":[{"id":"1"}]}}');
  });

  it('a signature is checked with a public key, which is never used as a secret', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const way = await open({ jwt: { publicKey: pem } }, fastLane);
    const good = await sign({ userId: 2 }, 'ES256').sign(privateKey);
    expect((await ask(way, `Bearer ${good}`)).text).toBe('{"data":{"users":[{"id":"2"}]}}');
    expect((await ask(way, `Bearer ${await sign({ userId: 2 }).sign(Buffer.from(pem))}`)).status).toBe(401);
  });

  it('the function authenticate replaces tokens', async () => {
    const authenticate: ConfigOptions['authenticate'] = (headers) => {
      const user = headers.get('authorization');
      if (user === 'refused')
        throw new GraphQLError('Go away.', { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } });
      if (user === 'broken') throw new Error('secret of the machine');
      return user === null ? null : { userId: user };
    };
    const way = await open({ authenticate }, fastLane);
    for (let round = 0; round < 2; round++) {
      expect(await ask(way, '4')).toEqual({ status: 200, text: '{"data":{"users":[{"id":"4"}]}}' });
      expect(await ask(way, null)).toEqual({ status: 200, text: '{"data":{"users":[]}}' });
      expect(await ask(way, 'refused')).toMatchObject({ status: 401, text: expect.stringContaining('Go away.') });
      expect(await ask(way, 'broken')).toMatchObject({ status: 500, text: expect.not.stringContaining('secret') });
    }
  });
});

describe('published keys', () => {
  let server: Server | null = null;
  let requests = 0;
  afterEach(() => server?.close());

  async function publish(keys: readonly object[]): Promise<string> {
    server = createServer((_request, response) => {
      requests++;
      response.end(JSON.stringify({ keys }));
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  }

  it('published keys are read once, and stay valid when their server is gone', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const url = await publish([{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256' }]);
    const way = await open({ jwt: { jwksUrl: url } }, true);
    const signed = (kid: string) =>
      new SignJWT({ userId: 2 }).setProtectedHeader({ alg: 'RS256', kid }).sign(privateKey);
    const good = `Bearer ${await signed('one')}`;
    for (let round = 0; round < 3; round++) expect((await ask(way, good)).status).toBe(200);
    expect(requests).toBe(1);
    server?.close();
    expect((await ask(way, good)).text).toBe('{"data":{"users":[{"id":"2"}]}}');
    expect((await ask(way, `Bearer ${await signed('two')}`)).status).toBe(401);
  });

  it('published keys that cannot be read make the service unavailable, in bounded time and without a connection', async () => {
    server = createServer(() => {});
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
    const way = await open({ jwt: { jwksUrl: url } }, true);
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const started = performance.now();
    const { status } = await ask(way, `Bearer ${await sign({}, 'RS256').sign(privateKey)}`);
    expect(status).toBe(503);
    expect(performance.now() - started).toBeLessThan(8_000);
    server.closeAllConnections();
  });
});
