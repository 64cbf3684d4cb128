/** Published without a declaration that its package's `exports` lets TypeScript find. */
declare module 'pg/lib/connection-parameters.js' {
  import type { ClientConfig } from 'pg';
  export default class ConnectionParameters {
    constructor(config: ClientConfig | string);
    readonly ssl: ClientConfig['ssl'];
    readonly sslnegotiation: ClientConfig['sslnegotiation'];
  }
}
