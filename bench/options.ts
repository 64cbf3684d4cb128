/** The flags of the bench. */
import { parseArgs } from 'node:util';
import { OPERATION_NAMES, type OperationName } from './operations.ts';
import { otherCheckout, TARGETS, type Target } from './targets.ts';

export interface Options {
  readonly operations: readonly OperationName[];
  readonly targets: readonly Target[];
  readonly seconds: number;
  readonly rounds: number;
  readonly connections: readonly number[];
  readonly scale: number;
  /** The URL of an existing shop. */
  readonly shop: string | null;
}

export const HELP = `Usage: npm run bench -- [flags]
  --only q1,q4             these operations (all)
  --targets espalier,…     these targets (all): ${TARGETS.map(({ name }) => name).join(', ')}
  --against ../before      one target more: Espalier as the checkout in this folder has it
  --seconds 0.6            length of one measurement
  --rounds 3               measurements of each, interleaved with those of the others
  --connections 16,1       connections at once
  --scale 1                size of the shop
  --quick                  the same as --seconds 0.3 --rounds 1 --connections 16 --scale 0.1
  --shop postgres://…      an existing shop instead of a new one; its scale must be given
  --memory                 instead: memory while answering 100,000 orders at once
  --formats                instead: PostgreSQL's CPU per column, as text and in binary form
`;

const QUICK = { seconds: '0.3', rounds: '1', connections: '16', scale: '0.1' } as const;
const FULL = { seconds: '0.6', rounds: '3', connections: '16,1', scale: '1' } as const;

export type Command = { readonly kind: 'help' | 'memory' | 'formats' | 'bench'; readonly options: Options };

export function readCommand(args: readonly string[]): Command {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      targets: { type: 'string' },
      against: { type: 'string' },
      seconds: { type: 'string' },
      rounds: { type: 'string' },
      connections: { type: 'string' },
      scale: { type: 'string' },
      shop: { type: 'string' },
      quick: { type: 'boolean' },
      memory: { type: 'boolean' },
      formats: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  const given = { ...(values.quick ? QUICK : FULL), ...values };
  const options = {
    operations: given.only === undefined ? OPERATION_NAMES : given.only.split(',').map(operationCalled),
    targets: [
      ...(given.targets === undefined ? TARGETS : given.targets.split(',').map(targetCalled)),
      ...(given.against === undefined ? [] : [otherCheckout(given.against)]),
    ],
    seconds: positive('seconds', given.seconds),
    rounds: positive('rounds', given.rounds),
    connections: given.connections.split(',').map((count) => positive('connections', count)),
    scale: positive('scale', given.scale),
    shop: given.shop ?? null,
  };
  const kinds = ['help', 'memory', 'formats'] as const;
  return { kind: kinds.find((kind) => values[kind]) ?? 'bench', options };
}

function positive(flag: string, text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`--${flag} must be a number above 0, not "${text}".`);
  return number;
}

function operationCalled(name: string): OperationName {
  const found = OPERATION_NAMES.find((operation) => operation === name);
  if (found === undefined) throw new Error(`--only: there is no "${name}"; there are ${OPERATION_NAMES.join(', ')}.`);
  return found;
}

function targetCalled(name: string): Target {
  const found = TARGETS.find((target) => target.name === name);
  if (!found)
    throw new Error(`--targets: there is no "${name}"; there are ${TARGETS.map((each) => each.name).join(', ')}.`);
  return found;
}
