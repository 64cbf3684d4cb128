import { bringDemoPackages } from '../../examples/demo-packages.ts';
import type { Config } from '../../schema/config/config.ts';
import { serve } from './serve.ts';

/** Serves a sample, whatever database the settings and the environment name. */
export async function demo(config: Config, print: (line: string) => void): Promise<void> {
  await bringDemoPackages(print);
  await serve({ ...config, database: { ...config.database, url: null } }, {}, print);
}
