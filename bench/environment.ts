/** What a target or a gateway of the bench finds in its environment: nothing that would configure Espalier behind our back. */
export function childEnvironment(databaseUrl: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('ESPALIER_'));
  return { ...Object.fromEntries(inherited), DATABASE_URL: databaseUrl, NODE_ENV: 'production' };
}
