/**
 * `npm run bench -- --formats` measures result formats: PostgreSQL's CPU time for a column as text, and in PostgreSQL's
 * binary form, which the gateway would have to convert to text itself.
 */
import pg from 'pg';
import { median } from './measure.ts';
import type { Options } from './options.ts';
import { cpuTimes } from './processes.ts';
import { withStage } from './stage.ts';

const COLUMNS = ['id', 'points', 'total', 'weight', 'reference', 'placed_at', 'status', 'note'] as const;
const FORMATS = ['text', 'binary'] as const;
type Format = (typeof FORMATS)[number];

const ROWS = 5_000;
const TURNS = 60;
/** After so many runs, the statement has its final plan and its pages are in memory. */
const WARM_UP = 8;

export function measureFormats(options: Options): Promise<void> {
  return withStage(options, async ({ shopUrl }) => {
    const client = new pg.Client({ connectionString: shopUrl });
    await client.connect();
    try {
      await measure(client);
    } finally {
      await client.end();
    }
  });
}

async function measure(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ pid: number; type: string; name: string }>(
    `select pg_backend_pid() as pid, attname as name, format_type(atttypid, null) as type
       from pg_attribute where attrelid = 'orders'::regclass`,
  );
  const pid = rows[0]?.pid ?? 0;
  const samples = new Map<string, number[]>();
  for (let turn = 0; turn < TURNS + WARM_UP; turn += 1) {
    for (const column of ['', ...COLUMNS]) {
      for (const format of FORMATS) {
        const before = cpuTimes([pid]).get(pid) ?? 0;
        await client.query(question(column, format));
        const cpu = (cpuTimes([pid]).get(pid) ?? 0) - before;
        const name = `${column} ${format}`;
        if (turn >= WARM_UP) samples.set(name, [...(samples.get(name) ?? []), cpu]);
      }
    }
  }
  const cost = (column: string, format: Format): number => median(samples.get(`${column} ${format}`) ?? []);
  const none = Math.min(cost('', 'text'), cost('', 'binary'));
  console.log(
    `CPU of PostgreSQL for one column of ${ROWS} rows, without that of finding them (${none.toFixed(2)} ms):`,
  );
  for (const column of COLUMNS) {
    const type = rows.find(({ name }) => name === column)?.type ?? '';
    const [text, binary] = FORMATS.map((format) => (cost(column, format) - none).toFixed(2));
    console.log(`${column.padEnd(10)} ${type.padEnd(26)} text ${text} ms, binary ${binary} ms`);
  }
}

function question(column: string, format: Format): pg.QueryArrayConfig & { binary: boolean } {
  const text = `select ${column} from orders where id > 0 order by id limit ${ROWS}`;
  const types = {
    getTypeParser:
      () =>
      (value: string): string =>
        value,
  };
  return { name: `${column} ${format}`, text, rowMode: 'array', binary: format === 'binary', types };
}
