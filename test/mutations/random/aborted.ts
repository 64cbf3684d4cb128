/** Many mutations at once, of which some fail in the middle and some are given up by their clients. */
import { readFileSync } from 'node:fs';
import { createDatabase, query } from '../../support/database.ts';
import { openGateway, type TestGateway } from '../../support/gateway.ts';

const FIXTURE = readFileSync(new URL('../../fixtures/writes.sql', import.meta.url), 'utf8');
const WRITERS = 16;
const LONGEST_MS = 20;

/** A written operation leaves so many rows. */
const ROWS = 3;

export interface AbortedReport {
  readonly written: number;
  readonly failed: number;
  readonly aborted: number;
  /** Operations that left other rows than their answers say. */
  readonly wrong: readonly string[];
  /** Connections of the gateway that are in use or in a transaction afterwards. */
  readonly open: number;
}

interface Told {
  readonly name: string;
  readonly answer: 'written' | 'failed' | 'aborted';
}

/** Runs mutations of which 15 % fail after their first field was written, and 15 % are aborted at any moment. */
export async function abortMany(count: number): Promise<AbortedReport> {
  const database = await createDatabase([FIXTURE]);
  const gateway = await openGateway(database.url, { mutations: true, pool: { size: WRITERS } });
  try {
    const told: Told[] = [];
    let next = 0;
    const writer = async (): Promise<void> => {
      while (next < count) told.push(await once(gateway, next++));
    };
    await Promise.all(Array.from({ length: WRITERS }, writer));
    return await reportOf(database.url, gateway, told);
  } finally {
    await gateway.close();
    await database.drop();
  }
}

async function once(gateway: TestGateway, number: number): Promise<Told> {
  const name = `m${number}`;
  const part = number % 20;
  const label = part < 3 ? 'hot' : name;
  const mutation = `mutation {
    a: createCustomer(values: {email: "${name}", name: "${name}", orders: {create: [{note: "${name}"}]}}) { row { orders { note } } }
    b: createTag(values: {label: "${label}"}) { row { label } }
  }`;
  const signal = part >= 3 && part < 6 ? AbortSignal.timeout(Math.ceil(Math.random() * LONGEST_MS)) : undefined;
  const failed = signal ? 'aborted' : 'failed';
  const answer = await gateway.run(mutation, signal && { signal }).then(
    ({ data }) => (data === null || data === undefined ? failed : 'written'),
    () => failed,
  );
  return { name, answer };
}

async function reportOf(url: string, gateway: TestGateway, told: readonly Told[]): Promise<AbortedReport> {
  const rows = await query<{ name: string; count: number }>(
    url,
    `select name, count(*)::int from (select name from customers union all select note from orders
       union all select label from tags) r where name ~ '^m[0-9]' group by name`,
  );
  const left = new Map(rows.map(({ name, count }) => [name, count]));
  const isRight = ({ name, answer }: Told): boolean => {
    const count = left.get(name) ?? 0;
    if (answer === 'aborted') return count === 0 || count === ROWS;
    return count === (answer === 'written' ? ROWS : 0);
  };
  const open = await query(
    url,
    `select from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
  );
  const times = (wanted: Told['answer']): number => told.filter(({ answer }) => answer === wanted).length;
  return {
    written: times('written'),
    failed: times('failed'),
    aborted: times('aborted'),
    wrong: told.filter((each) => !isRight(each)).map(({ name, answer }) => `${name} ${answer}`),
    open: open.length + gateway.inUse(),
  };
}
