/** PostGraphile 5 as its documentation recommends for production, with lists, short names and the filter plugin. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PgSimplifyInflectionPreset } from '@graphile/simplify-inflection';
import { postgraphile } from 'postgraphile';
import { makePgService } from 'postgraphile/adaptors/pg';
import { grafserv } from 'postgraphile/grafserv/node';
import { PostGraphileAmberPreset } from 'postgraphile/presets/amber';
import { PgManyToManyPreset } from '@graphile-contrib/pg-many-to-many';
import { PostGraphileConnectionFilterPreset } from 'postgraphile-plugin-connection-filter';

const instance = postgraphile({
  extends: [
    PostGraphileAmberPreset,
    PgSimplifyInflectionPreset,
    PostGraphileConnectionFilterPreset,
    PgManyToManyPreset,
  ],
  pgServices: [
    makePgService({
      connectionString: process.env['DATABASE_URL'] ?? '',
      schemas: ['public'],
      poolConfig: { max: 10, idleTimeoutMillis: 60_000 },
    }),
  ],
  schema: { defaultBehavior: 'connection list' },
  grafserv: { graphiql: false, watch: false },
  grafast: { explain: false },
});

const server = createServer();
await instance.createServ(grafserv).addTo(server);
server.listen(0, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`);
});
