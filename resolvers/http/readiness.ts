import type { Plugin } from 'graphql-yoga';

/** Whether operations can be answered now. Yoga's own plugin asks a URLPattern at every request, which is dear. */
export function useReadiness(path: string, isReady: () => Promise<boolean>): Plugin {
  return {
    onRequest({ request, url, fetchAPI, endResponse }) {
      if (!request.url.endsWith(path) && url.pathname !== path) return;
      return isReady().then((ready) => endResponse(new fetchAPI.Response(null, { status: ready ? 200 : 503 })));
    },
  };
}
