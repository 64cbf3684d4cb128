/** Each document stands beside its plan and SQL. `npm run golden` writes the texts anew. */
import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { PlanError } from '../../loaders/plan/shared/plan-error.ts';
import { checkText } from './check-text.ts';
import { CONFIGURATIONS } from './configurations.ts';
import { planDocument, type PlanningGateway, readGateway, requestOf } from './plan-document.ts';
import { planText } from './plan-text.ts';
import { recordedDatabase } from './recorded-database.ts';

const CHECKS = 'check-statements.txt';

describe.each(Object.entries(CONFIGURATIONS))('plans under the configuration %s', (name, file) => {
  const folder = new URL(`${name}/`, import.meta.url);
  const files = readdirSync(folder);
  const documents = named(files, '.graphql');
  let gateway: PlanningGateway;
  beforeAll(async () => {
    gateway = await readGateway(await recordedDatabase(), file);
  });

  it.each(documents)('%s has the recorded plan and statements', async (document) => {
    const source = readFileSync(new URL(`${document}.graphql`, folder), 'utf8');
    await expect(textOf(gateway, source)).toMatchFileSnapshot(`${name}/${document}.txt`);
  });

  it.each(files.filter((each) => each === CHECKS))('%s has the recorded checks of the database', async (checks) => {
    await expect(checkText(gateway)).toMatchFileSnapshot(`${name}/${checks}`);
  });

  it('every recorded text has a document', () => {
    const texts = named(
      files.filter((each) => each !== CHECKS),
      '.txt',
    );
    expect(texts.filter((text) => !documents.includes(text))).toEqual([]);
  });
});

function named(files: readonly string[], ending: string): string[] {
  return files.flatMap((each) => (each.endsWith(ending) ? [each.slice(0, -ending.length)] : []));
}

function textOf(gateway: PlanningGateway, source: string): string {
  const { claims = null } = requestOf(source);
  try {
    return planText(planDocument(gateway, source), gateway.rules.of(claims).configured);
  } catch (error) {
    if (error instanceof PlanError) return `refused: ${error.message}\n`;
    throw error;
  }
}
