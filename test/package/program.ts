/** The tests of the package compile, run and bundle this program of a user. */
export const PROGRAM = `
import { createServer } from 'node:http';
import { ConfigError, createGateway, defineConfig, type EmbeddedGateway, type GatewayOptions } from 'espalier';
import { printSchema } from 'graphql';

const config: GatewayOptions = defineConfig({
  database: { url: process.argv[2] ?? '' },
  server: { logLevel: 'warn' },
});

async function main(): Promise<void> {
  const gateway: EmbeddedGateway = await createGateway(config);
  try {
    createServer(gateway.handler);
    const body = JSON.stringify({ query: '{ books { id title } }' });
    const headers = { 'content-type': 'application/json' };
    const response = await gateway.fetch(new Request('http://gateway/graphql', { method: 'POST', headers, body }));
    const session = gateway.session();
    const books = await session.load<{ title: string }>({ entity: 'Book', select: { title: true } });
    await session.close();
    console.log(JSON.stringify({
      answer: await response.json(),
      titles: books.map(({ title }) => title),
      isPrinted: printSchema(gateway.schema).includes('type Book'),
      error: ConfigError.name,
    }));
  } finally {
    await gateway.close();
  }
}

main();
`;

export const ANSWER = {
  answer: { data: { books: [{ id: 1, title: 'Espaliers' }] } },
  titles: ['Espaliers'],
  isPrinted: true,
  error: 'ConfigError',
};
