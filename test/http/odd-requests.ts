/** Good, bad and odd requests as bytes, made from a seed, over a database with values that JSON does not have. */
import { gzipSync } from 'node:zlib';

export const ODD_TABLES = `
  create type mood as enum ('fine', 'so-so');
  create table thing (
    id int primary key, name text not null, ratio float8, strict float8 not null, big int8, price numeric(12, 4),
    at timestamptz, payload jsonb, tags text[], mood mood, parent_id int references thing
  );
  create table part (id int primary key, thing_id int not null references thing, label text not null unique);
  insert into thing
    select i, case when i % 3 = 0 then E'quote " back \\\\ line \\n \\u0001 é 😀' else 'thing ' || i end,
      case i when 7 then 'NaN'::float8 when 8 then '-Infinity' when 9 then 1e300 when 10 then '-0' else i / 7.0 end,
      case when i = 12 then 'Infinity'::float8 else i end, 9007199254740993 + i, i + 0.5,
      case when i = 5 then 'infinity' when i = 6 then '0044-03-15 BC' else timestamptz '2024-02-29 12:00:00.5Z' + i * interval '1 day' end,
      jsonb_build_object('10', 1, '9', 2, '__proto__', 3, 'i', i), array['a', null, 'c'], case when i % 2 = 0 then 'so-so'::mood end,
      nullif(i / 2, 0)
    from generate_series(1, 40) i;
  insert into part select i, i % 40 + 1, 'part ' || i from generate_series(1, 400) i;`;

const long = (length: number) => 'x'.repeat(length);
const nest = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

/** Documents with variables. Most are valid, so that they are cached when they come again. */
const operations: readonly (readonly [query: string, variables?: unknown])[] = [
  ['{ __typename }'],
  ['{ things { id name } }'],
  ['{ things(limit: 5) { id name ratio big price at payload tags mood } }'],
  ['{ things(limit: 7, orderBy: [{ id: ASC }]) { id ratio } }'],
  ['{ things(orderBy: [{ id: ASC }]) { id ratio at } parts(limit: 1) { id } }'],
  ['{ things(orderBy: [{ id: ASC }]) { id strict } }'],
  ['{ thing(id: 12) { id strict } }'],
  ['{ thing(id: 12) { id } same: thing(id: 12) { strict } part(id: 1) { label } }'],
  ['{ thing(id: 3) { name parts { id label thing { name } } parent { parent { name } } } }'],
  ['{ things(limit: 40) { parts(limit: 3, orderBy: [{ label: DESC }]) { label thing { name payload } } } }'],
  ['{ partsConnection(first: 3) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { label } } } }'],
  ['{ partsConnection(first: -3) { totalCount } parts(limit: 1) { id } }'],
  ['{ partByLabel(label: "part 7") { id thing { id } } none: partByLabel(label: "nope") { id } }'],
  ['query One($id: Int!) { thing(id: $id) { id name } }', { id: 4 }],
  ['query One($id: Int!) { thing(id: $id) { id name } }', { id: 'four' }],
  ['query One($id: Int!) { thing(id: $id) { id name } }', {}],
  ['query One($id: Int!) { thing(id: $id) { id name } }', null],
  ['query One($id: Int!) { thing(id: $id) { id name } }', { id: 2 ** 31 }],
  ['query One($id: Int!) { thing(id: $id) { id name } }', { id: 1, other: nest(3) }],
  ['query A { thing(id: 1) { id } } query B { part(id: 1) { id } }'],
  ['query W($w: ThingWhere) { things(where: $w) { id } }', { w: { name: { eq: 'a\0b' } } }],
  ['query W($w: ThingWhere) { things(where: $w) { id } }', { w: { name: { eq: '\ud800' } } }],
  ['query W($w: ThingWhere) { things(where: $w) { id } }', { w: { id: { in: [1, 2, 3] } } }],
  ['query W($w: ThingWhere) { things(where: $w) { id } }', { w: { big: { gt: '9007199254740995' } } }],
  ['query W($w: ThingWhere) { things(where: $w) { id } }', { w: { big: { eq: 'many' } } }],
  ['query W($w: ThingWhere) { things(where: $w) { id } }', { w: { nope: { eq: 1 } } }],
  ['query W($w: ThingWhere) { things(where: $w) { id } }', { w: { parts: { some: { label: { like: '%7' } } } } }],
  ['query J($j: JSON) { things(where: { payload: { contains: $j } }) { id } }', { j: { i: 3 } }],
  ['query J($j: JSON) { things(where: { payload: { contains: $j } }) { id } }', { j: JSON.parse(nest(60)) }],
  ['query J($j: JSON) { things(where: { payload: { contains: $j } }) { id } }', { j: JSON.parse(nest(150)) }],
  ['query S($s: Boolean!) { things(limit: 2) { id name @skip(if: $s) parts @include(if: $s) { id } } }', { s: true }],
  ['query S($s: Boolean!) { things(limit: 2) { id name @skip(if: $s) parts @include(if: $s) { id } } }', { s: false }],
  ['query S($s: Boolean!) { things(limit: 2) { id name @skip(if: $s) parts @include(if: $s) { id } } }', { s: 'no' }],
  [
    'query L($n: Int = 2) { things(limit: $n) { id ...F } } fragment F on Thing { label: name ... on Thing { mood } }',
    {},
  ],
  [
    'query L($n: Int = 2) { things(limit: $n) { id ...F } } fragment F on Thing { label: name ... on Thing { mood } }',
    { n: null },
  ],
  [
    'query L($n: Int = 2) { things(limit: $n) { id ...F } } fragment F on Thing { label: name ... on Thing { mood } }',
    { n: -1 },
  ],
  [
    'query L($n: Int = 2) { things(limit: $n) { id ...F } } fragment F on Thing { label: name ... on Thing { mood } }',
    { n: 1e9 },
  ],
  ['{ __proto__: thing(id: 1) { constructor: id toString: name } }'],
  [
    'query P($__proto__: Int!, $constructor: Int!) { thing(id: $constructor) { id } part(id: $__proto__) { id } }',
    JSON.parse('{"__proto__":2,"constructor":3}'),
  ],
  ['{ __schema { queryType { name } } things(limit: 1) { id } }'],
  ['{ __type(name: "Thing") { fields { name type { kind ofType { name } } } } }'],
  ['query X { things(limit: 1) @nope { id } }'],
  ['{ things { nope } }'],
  ['{ things {'],
  ['mutation { thing }'],
  ['subscription { thing }'],
  ['{ things(limit: 2) { id parts @load(strategy: SELECTIN) { id } } }'],
  ['{ things(limit: 2) { id parts @load(strategy: LAZY) { id } } }'],
  ['{ things(limit: 2) { id parts @load(strategy: RAISE) { id } } }'],
  ['{ things(limit: 2) { id @load(strategy: JOINED) } }'],
  ['{ things(limit: 0) { id } }'],
  [`{ things(where: { name: { eq: "${long(5_000)}" } }) { id } }`],
  [''],
];

const paths = [
  '/graphql?',
  '/graphql?a=b',
  '/graphql/',
  '/graphql#x',
  '/GRAPHQL',
  '//graphql',
  '/health',
  '/',
  '*',
  'http://x/graphql',
  '/graphql?query={__typename}',
  '/graphql?query=%7Bthings(limit:1)%7Bid%7D%7D&variables=%7B%7D',
  '/graphql?x=/readiness',
];
const hosts = [
  '',
  'a b',
  'x:99999',
  '[::1]:80',
  '[',
  'x/health',
  'x?y',
  'x#',
  'u:p@x',
  'x:',
  'EXAMPLE.com:4000',
  'x\\y',
  'é',
  '%41',
  'x,y',
];
const accepts = [
  'application/json',
  'application/graphql-response+json',
  '*/*',
  'application/*',
  'text/html',
  'text/event-stream',
  'multipart/mixed',
  'application/graphql-response+json, application/json;q=0.9',
  'application/json;charset=utf-16',
  'APPLICATION/JSON',
  '',
  ',',
  'image/png',
];
const contentTypes = [
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-8',
  'Application/JSON',
  'application/json; charset="utf-8"',
  'application/json; charset=latin1',
  'application/json; charset',
  'text/plain',
  'application/graphql',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain, application/json',
  '',
  'application/graphql+json',
];
const oddHeaders = [
  'Origin: https://evil.example',
  'Origin: null',
  'Origin: http://x',
  'Origin: ',
  'Sec-Fetch-Site: cross-site',
  'Sec-Fetch-Site: same-origin',
  'Sec-Fetch-Site: ',
  'Content-Encoding: gzip',
  'Content-Encoding: identity',
  'Content-Encoding: ',
  'Expect: 100-continue',
  'Expect: more',
  'X-Espalier-Explain: plan',
  'X-Espalier-Explain: nope',
  'X-Espalier-Load: selectin',
  'X-Espalier-Load: ',
  'x-ESPALIER-load: JOINED',
  'Accept: text/html',
  'Content-Type: text/plain',
  'Host: y',
  'Upgrade: websocket',
  'Transfer-Encoding: chunked',
  'Content-Length: 3',
  'Connection: keep-alive',
  'Cookie: a=b; c=d',
  'Authorization: Bearer x',
  '__proto__: 1',
  'X-HTTP-Method-Override: GET',
  'Accept-Charset: utf-16',
  'If-None-Match: "x"',
  'Range: bytes=0-3',
  'TE: trailers',
  `X-Long: ${long(7_000)}`,
  `X-Longer: ${long(20_000)}`,
  'bad header',
  'Access-Control-Request-Method: POST',
];
const methods = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'post', 'TRACE', 'QUERY', 'NOPE'];

export interface OddRequest {
  /** The text that a failing test shows. */
  readonly name: string;
  readonly bytes: Buffer;
}

/** Makes the same requests for the same seed. Half of them differ from a plain one in one place, some in several. */
export function oddRequests(count: number, seed: number): OddRequest[] {
  const dice = new Dice(seed);
  return Array.from({ length: count }, (_, index) => {
    const [query = '', variables] = dice.pick(operations);
    const request = {
      method: 'POST',
      path: '/graphql',
      host: 'x',
      accept: dice.pick(accepts.slice(0, 3)),
      contentType: dice.pick(contentTypes.slice(0, 3)),
      headers: new Array<string>(),
      body: Buffer.from(JSON.stringify({ query, variables })),
      framing: 'length',
    };
    const oddities = dice.below(2) === 0 ? 0 : 1 + dice.below(2);
    for (let odd = 0; odd < oddities; odd++) makeOdd(request, { query, variables }, dice);
    return {
      name: `#${index} ${request.method} ${request.path} host=${request.host} accept=${request.accept} type=${request.contentType} ${request.headers.join(' ')} ${request.framing} ${request.body.subarray(0, 300)}`,
      bytes: write(request),
    };
  });
}

type Draft = {
  method: string;
  path: string;
  host: string;
  accept: string;
  contentType: string;
  headers: string[];
  body: Buffer;
  framing: string;
};

function makeOdd(request: Draft, operation: { query: string; variables: unknown }, dice: Dice): void {
  const oddities: (() => void)[] = [
    () => (request.method = dice.pick(methods)),
    () => (request.path = dice.pick(paths)),
    () => (request.host = dice.pick(hosts)),
    () => (request.accept = dice.pick(accepts)),
    () => (request.contentType = dice.pick(contentTypes)),
    () => void request.headers.push(dice.pick(oddHeaders)),
    () => void request.headers.push(dice.pick(oddHeaders), dice.pick(oddHeaders)),
    () => (request.body = oddBody(operation, dice)),
    () => (request.body = oddBody(operation, dice)),
    () => (request.framing = dice.pick(['chunked', 'slow', 'none', 'zero', 'short', 'expect'])),
  ];
  dice.pick(oddities)();
}

function oddBody({ query, variables }: { query: string; variables: unknown }, dice: Dice): Buffer {
  const json = (more: object) => Buffer.from(JSON.stringify({ query, variables, ...more }));
  const plain = json({});
  return dice.pick<() => Buffer>([
    () => json({ operationName: 'A' }),
    () => json({ operationName: 'One' }),
    () => json({ operationName: '__proto__' }),
    () => json({ operationName: '' }),
    () => json({ operationName: null }),
    () => json({ operationName: 3 }),
    () => json({ operationName: ['A'] }),
    () => json({ extensions: {} }),
    () => json({ extensions: null }),
    () => json({ extensions: 'x' }),
    () => json({ extensions: { persistedQuery: { version: 1, sha256Hash: 'x' } } }),
    () => json({ qery: 1 }),
    () => json({ qery: null }),
    () => json({ id: query }),
    () => json({ query: undefined }),
    () => json({ query: null }),
    () => json({ query: 3 }),
    () => json({ query: [query] }),
    () => json({ variables: [] }),
    () => json({ variables: 'x' }),
    () => json({ variables: '{}' }),
    () => json({ variables: 0 }),
    () => json({ variables: false }),
    () => json({ variables: JSON.parse(nest(20)) }),
    () => Buffer.from(`{"__proto__":{"x":1},${plain.toString().slice(1)}`),
    () => Buffer.from(`{"constructor":null,${plain.toString().slice(1)}`),
    () => Buffer.from(`{"query":"{ nope }",${plain.toString().slice(1)}`),
    () => Buffer.from(`${plain.toString().slice(0, -1)},"query":"{ __typename }"}`),
    () => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), plain]),
    () => Buffer.from(`\ufeff${plain.toString()}`, 'utf16le'),
    () => Buffer.concat([plain.subarray(0, -2), Buffer.from([0xff, 0x7d])]),
    () => Buffer.concat([plain.subarray(0, -1), Buffer.from([0xc0, 0x80, 0x7d])]),
    () => plain.subarray(0, -1),
    () => Buffer.from(`  ${plain.toString()}\r\n\t `),
    () => Buffer.from(`${plain.toString()}x`),
    () => Buffer.from(`[${plain.toString()}]`),
    () => Buffer.from('[]'),
    () => Buffer.from('null'),
    () => Buffer.from('3'),
    () => Buffer.from('"x"'),
    () => Buffer.from('{}'),
    () => Buffer.from(''),
    () => Buffer.from(' '),
    () => Buffer.from('\0'),
    () => gzipSync(plain),
    () => Buffer.from(plain.toString().replaceAll('"query"', '"que\\u0072y"')),
    () => json({ variables: { w: long(70_000) } }),
    () => json({ query: `${query} #${long(66_000)}` }),
    () => json({ query: `${query} #${long(1_100_000)}` }),
    () => json({ variables: JSON.parse(`{"x":${nest(98)}}`) }),
    () => json({ variables: JSON.parse(`{"x":${nest(99)}}`) }),
    () => json({ variables: JSON.parse(`{"x":${nest(101)}}`) }),
    () => Buffer.from(`${plain.toString().slice(0, -1)},"variables":{"x":${nest(20_000)}}}`),
    () => Buffer.from(`${plain.toString().slice(0, -1)},"extensions":${nest(20_000)}}`),
    () => json({ query: `${query} ` }),
    () => json({ query: query.replace('{', '{ again: __typename ') }),
  ])();
}

/** The bytes on the wire. The server closes the connection after the answer. */
function write({ method, path, host, accept, contentType, headers, body, framing }: Draft): Buffer {
  const lines = [`${method} ${path} HTTP/1.1`, `Host: ${host}`, 'Connection: close'];
  if (accept !== '') lines.push(`Accept: ${accept}`);
  if (contentType !== '') lines.push(`Content-Type: ${contentType}`);
  lines.push(...headers);
  const text = (more: string[]) => Buffer.from(`${[...lines, ...more].join('\r\n')}\r\n\r\n`);
  const length = (bytes: number) => `Content-Length: ${bytes}`;
  switch (framing) {
    case 'chunked': {
      const half = body.length >> 1;
      const chunk = (bytes: Buffer) =>
        bytes.length === 0
          ? Buffer.alloc(0)
          : Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n')]);
      return Buffer.concat([
        text(['Transfer-Encoding: chunked']),
        chunk(body.subarray(0, half)),
        chunk(body.subarray(half)),
        Buffer.from('0\r\n\r\n'),
      ]);
    }
    case 'none':
      return text([]);
    case 'zero':
      return text([length(0)]);
    case 'short':
      // The rest of the body is read as a next request, and is not a valid one.
      return Buffer.concat([text([length(body.length >> 1)]), body]);
    case 'expect':
      return Buffer.concat([text(['Expect: 100-continue', length(body.length)]), body]);
    default:
      return Buffer.concat([text([length(body.length)]), body]);
  }
}

/** The random numbers of Mulberry32. */
class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed;
  }

  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }
}
