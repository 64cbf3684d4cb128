/**
 * Web pages of other origins may call the server only when their origin is in the list. Browsers say where a request comes
 * from (Sec-Fetch-Site, else Origin); programs that are no browsers say nothing and are let through.
 */
import { GraphQLError } from 'graphql';
import type { Plugin } from 'graphql-yoga';

/** Refuses operations from other origins, also GET ones, whose duration tells something. */
export function useAllowedOrigins(origins: readonly string[]): Plugin[] {
  const isAllowed = (origin: string | null): origin is string => origin !== null && origins.includes(origin);
  const refusing: Plugin = {
    onRequestParse({ request }) {
      if (isAllowed(request.headers.get('origin')) || !isCrossOrigin(request)) return;
      throw new GraphQLError('Pages of this origin may not call this server; see the setting server.corsOrigins.', {
        extensions: { code: 'FORBIDDEN', http: { status: 403 } },
      });
    },
  };
  // Every hook costs each request something.
  return origins.length === 0 ? [refusing] : [refusing, useCrossOriginHeaders(isAllowed)];
}

/** Answers preflights of allowed origins, and tells browsers that pages of these may read answers. */
function useCrossOriginHeaders(isAllowed: (origin: string | null) => origin is string): Plugin {
  return {
    onRequest({ request, fetchAPI, endResponse }) {
      if (request.method !== 'OPTIONS' || !isAllowed(request.headers.get('origin'))) return;
      const headers = {
        'access-control-allow-methods': 'GET, POST',
        'access-control-allow-headers': request.headers.get('access-control-request-headers') ?? 'content-type',
        'access-control-max-age': '600',
      };
      endResponse(new fetchAPI.Response(null, { status: 204, headers }));
    },
    onResponse({ request, response }) {
      response.headers.append('vary', 'Origin');
      const origin = request.headers.get('origin');
      if (!isAllowed(origin)) return;
      response.headers.set('access-control-allow-origin', origin);
      response.headers.set('access-control-allow-credentials', 'true');
    },
  };
}

function isCrossOrigin(request: Request): boolean {
  // A proxy may change Host, so the browser's own verdict comes first.
  const site = request.headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin' && site !== 'none';
  const origin = request.headers.get('origin');
  if (origin === null) return false;
  return !URL.canParse(origin) || new URL(origin).host !== request.headers.get('host');
}
