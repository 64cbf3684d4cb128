/** Every mistake in a policy is found at boot, with its path. Nothing is served until all are corrected. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigOptions } from '../../schema/config/read-config.ts';
import { readConfig } from '../../schema/config/read-config.ts';
import { ConfigError } from '../../schema/config/reader/config-issues.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { openGateway } from '../support/gateway.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase([new URL('../fixtures/blog.sql', import.meta.url)]);
});
afterAll(() => database.drop());

async function mistakes(file: ConfigOptions): Promise<readonly string[]> {
  const gateway = await openGateway(database.url, file).catch((error: unknown) => error);
  if (gateway instanceof ConfigError) return gateway.mistakes;
  throw new Error('no mistake was found');
}

const CLAIMS = { userId: 'int8', tenant: 'text', roles: 'text[]' };

const policy = (where: object): ConfigOptions => ({ claims: CLAIMS, entities: { User: { policy: where } } });

const WRONG: readonly (readonly [string, ConfigOptions, readonly string[]])[] = [
  ['an unknown field', policy({ nam: { eq: 'a' } }), ['entities.User.policy.nam is not known. Did you mean "name"?']],
  [
    'an unknown operator',
    policy({ id: { equals: 1 } }),
    [expect.stringMatching(/^entities\.User\.policy\.id\.equals is not known\./)],
  ],
  [
    'an unknown claim',
    policy({ id: { eq: { claim: 'userid' } } }),
    ['entities.User.policy.id.eq names the claim "userid", which is not among the claims. Did you mean "userId"?'],
  ],
  [
    'an unknown claim by itself',
    policy({ or: [{ claim: 'userid', eq: 1 }, { id: { eq: 1 } }] }),
    [
      'entities.User.policy.or[0].claim names the claim "userid", which is not among the claims. Did you mean "userId"?',
    ],
  ],
  [
    'a claim without a condition',
    policy({ claim: 'tenant' }),
    ['entities.User.policy says nothing of the claim tenant; add what it must be, such as eq.'],
  ],
  [
    'a value of another type for a claim',
    policy({ claim: 'userId', eq: 'one' }),
    [expect.stringMatching(/^entities\.User\.policy\.eq is wrong: /)],
  ],
  [
    'one value for a claim that is a list',
    policy({ claim: 'roles', eqq: 'admin' }),
    [
      expect.stringMatching(
        /^entities\.User\.policy has eqq; roles is a claim, of which can be said eq, .*has.*\. Cond/,
      ),
    ],
  ],
  [
    'a claim and a column in one object',
    policy({ claim: 'tenant', eq: 'a', id: { eq: 1 } }),
    [expect.stringMatching(/^entities\.User\.policy has id; tenant is a claim.*Conditions on the row stand beside it/)],
  ],
  [
    'a claim of another type',
    policy({ id: { eq: { claim: 'tenant' } } }),
    ['entities.User.policy.id.eq is compared with int8, and the claim tenant is of type text.'],
  ],
  [
    'a list in the place of a value',
    policy({ name: { eq: { claim: 'roles' } } }),
    ['entities.User.policy.name.eq is compared with text, and the claim roles is of type text[].'],
  ],
  [
    'a value in the place of a list',
    policy({ name: { in: { claim: 'tenant' } } }),
    ['entities.User.policy.name.in is compared with text[], and the claim tenant is of type text.'],
  ],
  [
    'a claim as a pattern',
    policy({ name: { startsWith: { claim: 'tenant' } } }),
    ['entities.User.policy.name.startsWith takes a text and no claim.'],
  ],
  [
    'a value of another type',
    policy({ id: { eq: 'one' } }),
    [expect.stringMatching(/^entities\.User\.policy\.id\.eq is wrong: /)],
  ],
  [
    'null',
    policy({ id: { eq: null } }),
    ['entities.User.policy.id.eq is null; use { isNull: true } to look for nulls.'],
  ],
  [
    'an operand in place of operators',
    policy({ id: 1 }),
    ['entities.User.policy.id must be an object of operators, such as { eq: 1 }.'],
  ],
  [
    'an unknown relation below a relation',
    policy({ boss: { bos: {} } }),
    ['entities.User.policy.boss.bos is not known. Did you mean "boss"?'],
  ],
  [
    'an unknown quantifier',
    policy({ posts: { any: {} } }),
    [expect.stringMatching(/^entities\.User\.policy\.posts\.any is not known\./)],
  ],
  [
    'a policy that is not an object',
    { entities: { User: { policy: true as unknown as object } } },
    ['entities.User.policy must be an object of conditions, such as { id: { eq: 1 } }.'],
  ],
  [
    'an unknown type of a claim',
    { claims: { userId: 'int9' } },
    [expect.stringMatching(/^claims\.userId is "int9", which is not a type of a claim\. Did you mean "int2"\?/)],
  ],
  [
    'an unknown table',
    { entities: { Usr: { policy: { id: { eq: 1 } } } } },
    ['entities.Usr is neither a type nor a table. Did you mean "User"?'],
  ],
  [
    'a claim of the session that does not exist',
    { claims: CLAIMS, session: { role: { claim: 'rol' }, settings: { 'app.id': { claim: 'userID' } } } },
    [
      expect.stringContaining('session.role names the claim "rol"'),
      expect.stringContaining('session.settings.app.id names the claim "userID"'),
    ],
  ],
  [
    'a role that is not a text',
    { claims: CLAIMS, session: { role: { claim: 'userId' } } },
    ['session.role must be a claim of type text; userId is of type int8.'],
  ],
  [
    'several mistakes in several places',
    {
      claims: CLAIMS,
      entities: {
        User: { policy: { and: [{ nam: {} }, { id: { eq: { claim: 'x' } } }] } },
        Post: { policy: { author: { id: { gt: 'a' } } } },
      },
    },
    [
      expect.stringContaining('entities.Post.policy.author.id.gt'),
      expect.stringContaining('entities.User.policy.and[0].nam'),
      expect.stringContaining('entities.User.policy.and[1].id.eq names the claim "x"'),
    ],
  ],
];

describe('mistakes in policies', () => {
  it.each(WRONG)('a policy is refused at boot for %s', async (_name, file, expected) => {
    expect(await mistakes(file)).toEqual(expected);
  });
});

const SETTINGS: readonly (readonly [string, unknown, readonly string[]])[] = [
  ['no key', { jwt: {} }, [expect.stringContaining('jwt.secret or publicKey or jwksUrl')]],
  [
    'two keys',
    { jwt: { secret: 's'.repeat(32), jwksUrl: 'https://a.example' } },
    [expect.stringContaining('exactly one')],
  ],
  ['a short secret', { jwt: { secret: 'short' } }, [expect.stringContaining('at least 32 bytes')]],
  [
    'the algorithm none',
    { jwt: { secret: 's'.repeat(32), algorithms: ['none'] } },
    [expect.stringContaining('has none')],
  ],
  [
    'a secret for a public key',
    { jwt: { secret: 's'.repeat(32), algorithms: ['RS256'] } },
    [expect.stringContaining('has RS256')],
  ],
  [
    'a text that is not a public key',
    { jwt: { publicKey: 'x' } },
    [expect.stringContaining('jwt.publicKey must be a public key')],
  ],
  ['the address of a file', { jwt: { jwksUrl: 'file:///etc/passwd' } }, [expect.stringContaining('jwt.jwksUrl')]],
  [
    'a setting of PostgreSQL',
    { session: { settings: { statement_timeout: '0' } } },
    [expect.stringContaining('session.settings.statement_timeout')],
  ],
  [
    'two ways to authenticate',
    { jwt: { secret: 's'.repeat(32) }, authenticate: () => null },
    [expect.stringContaining('exclude each other')],
  ],
  ['a misspelt setting', { jwt: { secret: 's'.repeat(32), isuer: 'x' } }, [expect.stringContaining('"issuer"')]],
  [
    'an authenticate that is not a function',
    { authenticate: 'me' },
    [expect.stringContaining('authenticate must be a function')],
  ],
];

it('a mistake in the policy of a base is reported once, beside those of its subtypes', async () => {
  const staff = await createDatabase([new URL('../fixtures/staff.sql', import.meta.url)]);
  const types = { Eng: { value: 'eng' }, Mgr: { value: 'mgr' }, Temp: { value: 'temp', columns: [] } };
  const variants = { interface: 'Staff', by: 'type', types };
  const entities = { Emp: { variants, policy: { nam: { eq: 'x' } } }, Eng: { policy: { inf: { eq: 'x' } } } };
  const opening = openGateway(staff.url, { entities }).then((gateway) => gateway.close());
  const error = await opening.catch((reason: unknown) => reason).finally(() => staff.drop());
  expect(error instanceof ConfigError && [...error.mistakes].sort()).toEqual([
    'entities.Emp.policy.nam is not known. Did you mean "name"?',
    'entities.Eng.policy.inf is not known. Did you mean "info"?',
  ]);
});

describe('mistakes in the settings of authentication', () => {
  it.each(SETTINGS)('authentication is refused for %s', (_name, file, expected) => {
    try {
      readConfig({ file });
    } catch (error) {
      expect(error instanceof ConfigError && error.mistakes).toEqual(expected);
      return;
    }
    throw new Error('no mistake was found');
  });
});
