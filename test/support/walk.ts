/** Reads a connection page by page, as clients do: from its first page on, and from its last page back. */
import type { Load, TestGateway } from './gateway.ts';

export interface Walk {
  readonly connection: string;
  readonly select: string;
  readonly size: number;
  readonly args?: string;
  readonly load?: Load;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** The text around the connection, which stands where `$` is. */
  readonly within?: string;
}

interface Page {
  readonly edges: readonly { readonly cursor: string; readonly node: unknown }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

export interface Walked {
  readonly forward: readonly unknown[];
  readonly backward: readonly unknown[];
}

/** More pages than any walk of the tests has. */
const END = 100;

/** Returns the nodes in the order of the list for both directions. */
export async function walk(gateway: TestGateway, walked: Walk): Promise<Walked> {
  const forward: unknown[] = [];
  const backward: unknown[] = [];
  let after: string | null = null;
  for (let pages = 0; pages < END; pages++) {
    const page = await readPage(gateway, walked, `first: ${walked.size}`, after && `after: "${after}"`);
    forward.push(...page.edges.map(({ node }) => node));
    after = page.edges.at(-1)?.cursor ?? null;
    if (page.pageInfo.endCursor !== after) throw new Error('endCursor is not the cursor of the last edge');
    if (!page.pageInfo.hasNextPage) break;
  }
  let before: string | null = null;
  for (let pages = 0; pages < END; pages++) {
    const page = await readPage(gateway, walked, `last: ${walked.size}`, before && `before: "${before}"`);
    backward.unshift(...page.edges.map(({ node }) => node));
    before = page.edges[0]?.cursor ?? null;
    if (page.pageInfo.startCursor !== before) throw new Error('startCursor is not the cursor of the first edge');
    if (!page.pageInfo.hasPreviousPage) break;
  }
  return { forward, backward };
}

async function readPage(gateway: TestGateway, walked: Walk, ...given: readonly (string | null)[]): Promise<Page> {
  const { connection, select, args, within = '{ $ }', load = 'auto', claims = null } = walked;
  const all = [...given, args].filter((each) => each).join(', ');
  const pageInfo = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
  const field = `page: ${connection}(${all}) { edges { cursor node { ${select} } } ${pageInfo} }`;
  const { data, errors } = await gateway.run(
    within.replace('$', () => field),
    { load, claims },
  );
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('\n'));
  const page = findPage(data);
  if (!page) throw new Error(`no page in ${JSON.stringify(data)}`);
  return page;
}

function findPage(data: unknown): Page | null {
  if (typeof data !== 'object' || data === null) return null;
  if ('page' in data) return data.page as Page;
  for (const part of Object.values(data)) {
    const page = findPage(part);
    if (page) return page;
  }
  return null;
}
