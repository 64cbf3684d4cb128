/**
 * Writes every invoice of the Chinook sample with its customer and lines to standard output, one JSON object per line
 * or, with `--csv`, one CSV record per line of an invoice:
 *
 *     node examples/export/export.ts > invoices.ndjson
 *     DATABASE_URL=postgres://localhost/chinook node examples/export/export.ts --csv > lines.csv
 *
 * However many invoices there are, it holds one batch of them. A reader that stops, as `head` does, stops the database too.
 */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGateway, type RootForm } from '../../index.ts';
import { startDemoDatabase } from '../demo-database.ts';

interface Invoice {
  readonly invoiceId: number;
  readonly invoiceDate: string;
  readonly total: string;
  readonly customer: { readonly firstName: string; readonly lastName: string; readonly country: string | null };
  readonly invoiceLines: readonly {
    readonly quantity: number;
    readonly unitPrice: string;
    readonly track: { readonly name: string };
  }[];
}

const INVOICES = {
  entity: 'Invoice',
  orderBy: [{ invoiceId: 'ASC' }],
  select: {
    invoiceId: true,
    invoiceDate: true,
    total: true,
    customer: { select: { firstName: true, lastName: true, country: true } },
    invoiceLines: {
      orderBy: [{ invoiceLineId: 'ASC' }],
      select: { quantity: true, unitPrice: true, track: { select: { name: true } } },
    },
  },
} satisfies RootForm;

/** Yields the lines of the export. The session is closed however they end. */
async function* lines(url: string, toLines: (invoice: Invoice) => string[]): AsyncGenerator<string> {
  // Node 22 does not know `await using` yet, which would close both at the end of the block.
  const gateway = await createGateway({ database: { url } });
  const session = gateway.session();
  try {
    for await (const batch of session.stream<Invoice>(INVOICES, { batchSize: 100 })) {
      yield batch.flatMap(toLines).join('');
    }
  } finally {
    await session.close();
    await gateway.close();
  }
}

function asJson(invoice: Invoice): string[] {
  return [`${JSON.stringify(invoice)}\n`];
}

function asCsv({ invoiceId, invoiceDate, customer, invoiceLines }: Invoice): string[] {
  const name = `${customer.firstName} ${customer.lastName}`;
  return invoiceLines.map(({ quantity, unitPrice, track }) => {
    const values = [invoiceId, invoiceDate, name, customer.country, track.name, quantity, unitPrice];
    return `${values.map(csvValue).join(',')}\n`;
  });
}

function csvValue(value: string | number | null): string {
  const text = String(value ?? '');
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const given = process.env['DATABASE_URL'];
const demo = given
  ? null
  : await startDemoDatabase({
      sample: 'chinook',
      folder: '.espalier',
      log: (line) => process.stderr.write(`${line}\n`),
    });
try {
  const toLines = process.argv.includes('--csv') ? asCsv : asJson;
  await pipeline(Readable.from(lines(given ?? demo?.url ?? '', toLines)), process.stdout);
} catch (error) {
  // A reader may stop before the end of the output.
  if (!(error instanceof Error && 'code' in error && error.code === 'EPIPE')) throw error;
} finally {
  await demo?.stop();
}
