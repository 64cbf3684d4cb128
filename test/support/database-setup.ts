/** Vitest's global set-up: one server for all test files. */
import { startTestServer } from './database-server.ts';

export default async function setup(): Promise<() => Promise<void>> {
  const server = await startTestServer();
  return server.stop;
}
