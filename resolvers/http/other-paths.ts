/** Tells who asks at another path where the gateway answers, in place of an empty 404. */
import type { Plugin } from 'graphql-yoga';

/** `path`: where operations go. */
export function useOtherPaths(path: string): Plugin {
  return {
    onResponse({ request, response, setResponse, fetchAPI }) {
      if (response.status !== 404 || response.headers.has('content-type')) return;
      const headers = new fetchAPI.Headers(response.headers);
      headers.set('content-type', 'text/plain; charset=utf-8');
      const text = `The gateway does not serve this path; GraphQL is at ${path}.\n`;
      setResponse(new fetchAPI.Response(request.method === 'HEAD' ? null : text, { status: 404, headers }));
    },
  };
}
