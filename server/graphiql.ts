/**
 * GraphiQL as one page that needs no other request, rendered when it is first opened and kept compressed.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import { type GraphQLSchema, printSchema } from 'graphql';
import type * as Renderer from '@graphql-yoga/render-graphiql';
import type { Plugin } from 'graphql-yoga';
import type { Config } from '../schema/config/config.ts';
import type { Logger } from './boot/log.ts';
import type { ExampleOperation } from './example-operations.ts';
import { requireOfPackage } from '../examples/demo-packages.ts';
import { messageOf } from '../schema/util/message-of.ts';
import { importFailure } from '../schema/util/optional-package.ts';

export interface GraphiqlPage {
  readonly gzipped: Uint8Array<ArrayBuffer>;
  readonly etag: string;
}

// GraphiQL's own scripts, styles and workers are inside the page, hence 'unsafe-inline' and blob:.
const contentSecurityPolicy = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "worker-src 'self' blob:",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
].join('; ');

export interface GraphiqlContent {
  /** One tab for each. */
  readonly operations: readonly ExampleOperation[];
  /** The database by whose name a browser keeps tabs and history. */
  readonly database: string;
  /** A hash of the schema. */
  readonly schema: string;
  /** If true, the page asks now and then whether the schema is still the same, and reads it again where it is not. */
  readonly watched: boolean;
}

async function renderGraphiqlPage(content: GraphiqlContent): Promise<GraphiqlPage> {
  const html = await renderPage(content);
  const gzipped = new Uint8Array(await promisify(gzip)(html));
  return { gzipped, etag: `"${createHash('sha256').update(gzipped).digest('base64url').slice(0, 22)}"` };
}

async function renderPage({ operations, database, schema, watched }: GraphiqlContent): Promise<string> {
  const renderer = await importRenderer().catch(messageOf);
  if (typeof renderer === 'string') return `<!doctype html><title>Espalier</title><p>${renderer}</p>\n`;
  const html = renderer.renderGraphiQL({
    title: 'Espalier',
    favicon: MARK_URL,
    defaultQuery: operations[0]?.query ?? '',
    defaultTabs: [...operations],
  });
  const script = storageScript(`espalier:${hashOf(database)}:`);
  return ownPage(html, watched ? script + watchScript(schema) : script);
}

/**
 * The renderer has no options for a small screen, for a name in place of a mark of its own, and for the place where tabs are kept, so
 * the page gets them here.
 */
function ownPage(html: string, script: string): string {
  const draw = 'YogaGraphiQL.renderYogaGraphiQL(';
  const [head, body] = [html.indexOf('</head>'), html.lastIndexOf(draw)];
  if (head < 0 || body < 0)
    throw new Error('The page of @graphql-yoga/render-graphiql has another form than expected.');
  return [html.slice(0, head), HEAD, html.slice(head, body), script, html.slice(body)].join('');
}

const MARK =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#2f7d4f" stroke-width="3" stroke-linecap="round">' +
  '<path d="M16 30V4M16 24H7V17M16 24h9v-7M16 13H7V6M16 13h9V6"/></svg>';
const MARK_URL = `data:image/svg+xml,${encodeURIComponent(MARK)}`;

const HEAD = `<meta name="viewport" content="width=device-width, initial-scale=1" />
<style>
  .graphiql-logo > * { display: none !important; }
  .graphiql-logo { background: url("${MARK_URL}") no-repeat left center / 22px; padding-left: 28px; }
  .graphiql-logo::after { content: "Espalier"; font-weight: 600; }
</style>
`;

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 12);
}

/** `kept` begins the names in the browser's storage: those of other databases at this address stay theirs. */
function storageScript(kept: string): string {
  return `
  {
    const draw = YogaGraphiQL.renderYogaGraphiQL;
    const kept = ${JSON.stringify(kept)};
    const names = () => Object.keys(localStorage).filter((name) => name.startsWith(kept));
    const storage = {
      getItem: (name) => localStorage.getItem(kept + name),
      setItem: (name, value) => localStorage.setItem(kept + name, value),
      removeItem: (name) => localStorage.removeItem(kept + name),
      clear: () => names().forEach((name) => localStorage.removeItem(name)),
      get length() { return names().length; },
    };
    YogaGraphiQL.renderYogaGraphiQL = (element, options) => draw(element, { ...options, storage });
  }
  `;
}

const WATCH_MS = 2_000;

/** The page's own entity tag changes with the schema, whose hash is part of it. */
function watchScript(schema: string): string {
  return `
  {
    let seen = null; // ${schema}
    setInterval(async () => {
      const answer = await fetch(location.pathname, { method: 'GET', headers: { accept: 'text/html' } }).catch(() => null);
      const tag = answer && answer.ok ? answer.headers.get('etag') : null;
      if (tag === null || tag === seen) return;
      if (seen !== null) document.querySelector('[aria-label^="Re-fetch GraphQL schema"]')?.click();
      seen = tag;
    }, ${WATCH_MS});
  }
  `;
}

async function importRenderer(): Promise<typeof Renderer> {
  try {
    return await import('@graphql-yoga/render-graphiql');
  } catch (error) {
    const require = requireOfPackage('@graphql-yoga/render-graphiql');
    if (require) return require('@graphql-yoga/render-graphiql');
    throw importFailure(error, '@graphql-yoga/render-graphiql', 'GraphiQL');
  }
}

export interface GraphiqlParts {
  readonly config: Config;
  readonly schema: GraphQLSchema;
  readonly log: Logger;
  examples(): readonly ExampleOperation[];
}

/** Rendering and compressing nine megabytes leaves tens of them behind: that is for those who open the page. */
export function graphiqlPlugin({ config, schema, examples, log }: GraphiqlParts): Plugin {
  const page = once(() => {
    const content = { operations: examples(), database: databaseName(config), schema: hashOf(printSchema(schema)) };
    const rendered = renderGraphiqlPage({ ...content, watched: config.schema.watch });
    rendered.catch((error: unknown) => log.error({ err: error }, 'GraphiQL cannot be rendered'));
    return rendered;
  });
  return useGraphiqlPage(config.server.path, page);
}

/** Names the database for a browser that keeps tabs. The port is left out: that of a sample is another one at each start. */
function databaseName({ database: { url, schemas } }: Config): string {
  const { PGHOST = 'localhost', PGDATABASE = '' } = process.env;
  const { hostname, pathname } = url === null ? { hostname: PGHOST, pathname: `/${PGDATABASE}` } : new URL(url);
  return `${hostname}${pathname} ${schemas.join(',')}`;
}

function once<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => (made ??= { value: make() }).value;
}

/** Serves the page to browsers that open the endpoint, and leads them there from the root. */
function useGraphiqlPage(path: string, page: () => Promise<GraphiqlPage>): Plugin {
  return {
    // Not async: most requests are others, and would wait.
    onRequest({ request, url, fetchAPI, endResponse }) {
      if (request.method !== 'GET' || !request.headers.get('accept')?.includes('text/html')) return;
      if (url.pathname === '/') {
        endResponse(new fetchAPI.Response(null, { status: 302, headers: { location: path } }));
      } else if (url.pathname === path || url.pathname === `${path}/`) {
        return page().then((rendered) => endResponse(pageResponse(rendered, request, fetchAPI.Response)));
      }
    },
  };
}

function pageResponse(page: GraphiqlPage, request: Request, FetchResponse: typeof Response): Response {
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cache-control': 'no-cache',
    vary: 'accept, accept-encoding',
    etag: page.etag,
  };
  if (request.headers.get('if-none-match') === page.etag) return new FetchResponse(null, { status: 304, headers });
  if (request.headers.get('accept-encoding')?.includes('gzip')) {
    return new FetchResponse(page.gzipped, { headers: { ...headers, 'content-encoding': 'gzip' } });
  }
  return new FetchResponse(new Uint8Array(gunzipSync(page.gzipped)), { headers });
}
