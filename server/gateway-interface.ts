/** An open gateway as programs see it. Apart from what opens one, so that their compilers read no types of pg and pino. */
import type { Endpoint, YogaParts } from '../resolvers/http/yoga.ts';
import type { Session, SessionOptions } from '../resolvers/sessions/session.ts';
import type { TypedSession } from '../resolvers/sessions/typed-session.ts';
import type { EntityTypes } from '../schema/config/entity-types.ts';
import type { Model } from '../schema/model/model.ts';

export interface Gateway extends Endpoint {
  readonly model: Model;
  readonly schema: YogaParts['schema'];
  /** For a Yoga of one's own. */
  readonly yogaPlugins: YogaParts['plugins'];
  /** The way to the database for programs. */
  session(options?: SessionOptions): Session;
  /** With the types that `espalier types` writes. */
  session<Model extends EntityTypes<Model>>(options?: SessionOptions): TypedSession<Model>;
  /**
   * Reads the catalog again and serves what it holds now; requests that run end with the schema that they began with. Resolves with one
   * line for each change that clients see. Rejects where the database cannot be served as it is: the old schema stays then.
   */
  reload(): Promise<string[]>;
  /** From now on the gateway calls itself not ready. */
  drain(): void;
  /** Closes the pool when its connections are back. */
  close(): Promise<void>;
}

/** Additions of a program to the settings. */
export interface Additions extends Partial<Pick<YogaParts, 'context' | 'plugins' | 'crowded'>> {
  /** If true, the settings of `schema` hold: the gateway reloads by itself. */
  readonly follow?: boolean;
  /** Told after each reload what has changed for clients. */
  readonly reloaded?: (changes: readonly string[]) => void;
}
