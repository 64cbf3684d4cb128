import type { Plugin } from 'graphql-yoga';
import type { NodeContext } from './request-state.ts';

/** `/health`: the process lives. `/readiness`: operations can be answered now. */
export function useProbes(isReady: () => Promise<boolean>): Plugin<object, NodeContext> {
  return {
    onRequest({ url, serverContext, fetchAPI, endResponse }) {
      const answer = (status: number): void => endResponse(new fetchAPI.Response(null, { status }));
      // A framework that mounts the handler below a path leaves the rest of it here.
      const address = serverContext?.req?.url;
      const path = address?.startsWith('/') ? pathOf(address) : url.pathname;
      if (path === '/health') return answer(200);
      if (path === '/readiness') return isReady().then((ready) => answer(ready ? 200 : 503));
    },
  };
}

/** The path of an address without host. Cutting is cheaper than reading it as a URL, which every request would pay. */
export function pathOf(address: string): string {
  const end = address.search(/[?#]/);
  return end < 0 ? address : address.slice(0, end);
}
