/** Published without a declaration that its package's `exports` lets TypeScript find. */
declare module 'pg/lib/connection-parameters.js' {
  import type { ClientConfig } from 'pg';
  /** The parameters that a URL or the PG* environment variables give. */
  export default class ConnectionParameters {
    constructor(config: ClientConfig | string);
    readonly user: string | undefined;
    readonly database: string | undefined;
    readonly host: string;
    readonly port: number;
    readonly ssl: ClientConfig['ssl'];
    readonly sslnegotiation: ClientConfig['sslnegotiation'];
  }
}
