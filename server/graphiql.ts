/**
 * GraphiQL as one page that needs no other request, rendered when it is first opened and kept compressed.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import type * as Renderer from '@graphql-yoga/render-graphiql';
import type { Plugin } from 'graphql-yoga';
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
}

export async function renderGraphiqlPage(content: GraphiqlContent): Promise<GraphiqlPage> {
  const html = await renderPage(content);
  const gzipped = new Uint8Array(await promisify(gzip)(html));
  return { gzipped, etag: `"${createHash('sha256').update(gzipped).digest('base64url').slice(0, 22)}"` };
}

async function renderPage({ operations, database }: GraphiqlContent): Promise<string> {
  const renderer = await importRenderer().catch(messageOf);
  if (typeof renderer === 'string') return `<!doctype html><title>Espalier</title><p>${renderer}</p>\n`;
  const html = renderer.renderGraphiQL({
    title: 'Espalier',
    favicon: MARK_URL,
    defaultQuery: operations[0]?.query ?? '',
    defaultTabs: [...operations],
  });
  const kept = `espalier:${createHash('sha256').update(database).digest('base64url').slice(0, 12)}:`;
  return ownPage(html, kept);
}

/**
 * The renderer has no options for a small screen, for a name in place of a mark of its own, and for the place where tabs are kept, so
 * the page gets them here. `kept` begins the names in the browser's storage: those of other databases at this address stay theirs.
 */
function ownPage(html: string, kept: string): string {
  const draw = 'YogaGraphiQL.renderYogaGraphiQL(';
  const [head, body] = [html.indexOf('</head>'), html.lastIndexOf(draw)];
  if (head < 0 || body < 0)
    throw new Error('The page of @graphql-yoga/render-graphiql has another form than expected.');
  return [html.slice(0, head), HEAD, html.slice(head, body), storageScript(kept), html.slice(body)].join('');
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

/** The page has a script of its own, into which this one goes. */
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

async function importRenderer(): Promise<typeof Renderer> {
  try {
    return await import('@graphql-yoga/render-graphiql');
  } catch (error) {
    const require = requireOfPackage('@graphql-yoga/render-graphiql');
    if (require) return require('@graphql-yoga/render-graphiql');
    throw importFailure(error, '@graphql-yoga/render-graphiql', 'GraphiQL');
  }
}

/** Serves the page to browsers that open the endpoint, and leads them there from the root. */
export function useGraphiqlPage(path: string, page: () => Promise<GraphiqlPage>): Plugin {
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
