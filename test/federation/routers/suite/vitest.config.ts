import { defineConfig } from 'vitest/config';

const suite = 'node_modules/@apollo/federation-subgraph-compatibility-tests/src';

/** Apollo's tests are unchanged except for the router's address, which is part of their text. */
export default defineConfig({
  plugins: [
    {
      name: 'router-url',
      transform: (code, id) =>
        id.includes('/src/utils/client') ? code.replace('http://localhost:4000/', process.env.ROUTER_URL ?? '') : null,
    },
  ],
  test: {
    globals: true,
    include: [`${suite}/tests/*.test.ts`],
    exclude: [],
    server: { deps: { inline: [/federation-subgraph-compatibility-tests/] } },
  },
});
