/**
 * GraphiQL as one page that needs no other request, rendered when it is first opened and kept compressed.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import type * as Renderer from '@graphql-yoga/render-graphiql';
import type { Plugin } from 'graphql-yoga';
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

/** Renders the page with one tab for each operation. */
export async function renderGraphiqlPage(operations: readonly string[]): Promise<GraphiqlPage> {
  const html = await renderPage(operations);
  const gzipped = new Uint8Array(await promisify(gzip)(html));
  return { gzipped, etag: `"${createHash('sha256').update(gzipped).digest('base64url').slice(0, 22)}"` };
}

async function renderPage(operations: readonly string[]): Promise<string> {
  const renderer = await importRenderer().catch(messageOf);
  if (typeof renderer === 'string') return `<!doctype html><title>Espalier</title><p>${renderer}</p>\n`;
  return renderer.renderGraphiQL({
    title: 'Espalier',
    defaultQuery: operations[0] ?? '',
    defaultTabs: operations.map((query) => ({ query })),
  });
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
