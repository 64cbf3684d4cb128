/** The environment of a target or gateway of the bench, without anything that would configure Espalier unseen. */
export function childEnvironment(databaseUrl: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('ESPALIER_'));
  return { ...Object.fromEntries(inherited), DATABASE_URL: databaseUrl, NODE_ENV: 'production' };
}
