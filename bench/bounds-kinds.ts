/** Requests that a gateway might keep much of. Each kind is as large as the limits allow, in another way. */
export interface Kind {
  readonly name: string;
  /** Makes the request. The number `n` makes it distinct. */
  make(n: number): GraphqlRequest;
  readonly flags?: readonly string[];
}

interface GraphqlRequest {
  readonly query?: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  readonly extensions?: unknown;
}

const COLUMNS = ['trackId', 'name', 'milliseconds', 'bytes', 'unitPrice', 'composer'];
const OPERATORS = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte'];
const KEYS = {
  Album: 'albumId',
  Artist: 'artistId',
  Customer: 'customerId',
  Employee: 'employeeId',
  Genre: 'genreId',
  Invoice: 'invoiceId',
  InvoiceLine: 'invoiceLineId',
  MediaType: 'mediaTypeId',
  Playlist: 'playlistId',
  Track: 'trackId',
};

export const KINDS: readonly Kind[] = [
  // 50 root fields with 19 fields each, of which 200 have aliases.
  {
    name: 'wide',
    make: (n) => {
      const root = (at: number): string => {
        const aliased = times(3, (column) => `c${column}_${n}: ${COLUMNS[column]}`);
        return `r${at}: tracks(limit: 1, offset: ${at}) { ${aliased} ${COLUMNS.join(' ')} album { albumId title artist { artistId name } } }`;
      };
      return { query: `{ ${times(50, root)} }` };
    },
  },
  // Twenty levels, again and again.
  { name: 'deep', make: (n) => ({ query: `{ ${times(12, (root) => `d${root}_${n}: ${deep(root, 18)}`)} }` }) },
  // As long as 2,000 tokens may be.
  {
    name: 'long',
    make: (n) => ({ query: `{ a${n}: tracks(limit: 1) { ${COLUMNS.join(' ')} } ${' '.repeat(99_000)} }` }),
  },
  // Names that are slices of a long text.
  {
    name: 'named',
    make: (n) => ({
      query: `{ tracks(limit: 1) { ${times(180, (at) => `${'n'.repeat(500)}_${at}_${n}: name`)} } }`,
    }),
  },
  // One name in many places.
  {
    name: 'spread',
    make: (n) => ({
      query: `{ ${times(50, (at) => `r${at}: tracks(limit: 1, offset: ${at}) { ...f }`)} } fragment f on Track { ${'n'.repeat(90_000)}_${n}: name }`,
    }),
  },
  // Conditions without variables, which are read once and cached.
  {
    name: 'conditions',
    make: (n) => ({
      query: `{ tracks(limit: 1, where: { or: [${times(180, (at) => `{ name: { eq: "${n} ${at} ${'x'.repeat(300)}" } }`)}] }) { trackId } }`,
    }),
  },
  // One document, for which each request has another shape of variables.
  {
    name: 'shapes',
    make: (n) => ({
      query: 'query ($where: TrackWhere) { tracks(limit: 1, where: $where) { trackId } }',
      variables: { where: { or: Array.from({ length: 200 }, (_, at) => ({ trackId: { [operator(n, at)]: at } })) } },
    }),
  },
  // One document, for which each request has another outcome of its conditions.
  {
    name: 'included',
    make: (n) => {
      const names = Array.from({ length: 40 }, (_, at) => `v${at}`);
      const roots = names.map(
        (name, at) =>
          `r${at}: tracks(limit: 1, offset: ${at}) { ${COLUMNS.join(' ')} album { title artist { name } } milliseconds @include(if: $${name}) }`,
      );
      return {
        query: `query (${names.map((name) => `$${name}: Boolean!`).join(' ')}) { ${roots.join(' ')} }`,
        variables: Object.fromEntries(names.map((name, at) => [name, ((n >> (at % 16)) & 1) === 1])),
      };
    },
  },
  // Many operations, of which each request executes one.
  {
    name: 'operations',
    make: (n) => ({
      query: times(150, (at) => `query q${at}_${n} { tracks(limit: 1) { name } }`),
      operationName: `q${n % 150}_${n}`,
    }),
  },
  // Refused documents of the greatest length, with one mistake and with many.
  { name: 'refused', make: (n) => ({ query: `{ tracks(limit: 1) { nothing${n} ${'x'.repeat(95_000)} } }` }) },
  {
    name: 'mistakes',
    make: (n) => ({ query: `{ tracks(limit: 1) { ${times(20, (at) => `${'x'.repeat(4_500)}_${at}_${n}`)} } }` }),
  },
  { name: 'unparsed', make: (n) => ({ query: `{ tracks(limit: 1) { "${'x'.repeat(95_000)}${n}" } }` }) },
  // Refused values of a variable.
  {
    name: 'values',
    make: (n) => ({
      query: 'query ($id: Int!) { track(trackId: $id) { name } }',
      variables: { id: 'x'.repeat(500_000) + n },
    }),
  },
  {
    name: 'hashes',
    make: (n) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: `${n}`.padStart(500_000, 'a') } } }),
  },
  // Each request asks for other types of entities.
  {
    name: 'entities',
    flags: ['--federation'],
    make: (n) => {
      const types = Object.entries(KEYS).filter((_, at) => ((n >> at) & 1) === 1);
      const representations = types.map(([type, key]) => ({ __typename: type, [key]: 1 }));
      const spreads = Object.entries(KEYS).map(([type, key]) => `... on ${type} { ${key} }`);
      return {
        query: `query ($all: [_Any!]!) { ${times(20, (at) => `e${at}_${n >> 10}: _entities(representations: $all) { ${spreads.join(' ')} }`)} }`,
        variables: { all: representations },
      };
    },
  },
];

function operator(n: number, at: number): string {
  return OPERATORS[(n * 7919 + at * ((n % 13) + 1)) % OPERATORS.length] ?? 'eq';
}

function times(count: number, make: (at: number) => string): string {
  return Array.from({ length: count }, (_, at) => make(at)).join(' ');
}

function deep(root: number, levels: number): string {
  if (levels <= 2) return 'tracks(limit: 1) { trackId name }';
  const pair = (left: number): string =>
    left < 2
      ? 'name'
      : `tracks(limit: 1, offset: ${root}) { trackId album { title ${left < 4 ? 'albumId' : pair(left - 2)} } }`;
  return pair(levels);
}
