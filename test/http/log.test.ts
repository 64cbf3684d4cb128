import { pino } from 'pino';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createErrorLog } from '../../server/boot/log.ts';
import { DatabaseError } from '../../loaders/database/database-error.ts';

let lines: string[] = [];
let log: (error: unknown) => void;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
  lines = [];
  log = createErrorLog(pino({}, { write: (line: string) => lines.push(line) }));
});
afterEach(() => void vi.useRealTimers());

function messages(): (readonly [string, number | undefined])[] {
  return lines.map((line) => {
    const { msg, suppressed }: { msg: string; suppressed?: number } = JSON.parse(line);
    return [msg, suppressed] as const;
  });
}

it('an outage is one line per second, with a count', () => {
  for (let times = 0; times < 5; times++) log(new DatabaseError('UNAVAILABLE', `gone ${times}`));
  vi.advanceTimersByTime(1_000);
  log(new DatabaseError('UNAVAILABLE', 'still gone'));
  expect(messages()).toEqual([
    ['gone 0', undefined],
    ['still gone', 4],
  ]);
});

it('two bugs in one second are two lines', () => {
  for (const bug of ['a', 'b', 'a']) log(new Error(bug));
  vi.advanceTimersByTime(1_000);
  log(new Error('a'));
  expect(messages()).toEqual([
    ['a', undefined],
    ['b', undefined],
    ['a', 1],
  ]);
});

it('a bug with ever new messages does not flood the log', () => {
  for (let bug = 0; bug < 1_000; bug++) log(new Error(`bug ${bug}`));
  expect(lines).toHaveLength(21);
  vi.advanceTimersByTime(60_000);
  for (const bug of ['a', 'b']) log(new Error(bug));
  expect(lines).toHaveLength(23);
});
