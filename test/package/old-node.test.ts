import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');
const OLD = join(import.meta.dirname, 'old-node.cjs');

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, stdout, stderr };
}

it.each([
  ['a checkout', true, '22.18'],
  ['a package', false, '22'],
])('an old Node is told which one %s takes, in one line, linked too', (_, isCheckout, needed) => {
  const folder = mkdtempSync(join(tmpdir(), 'espalier-old-node-'));
  try {
    mkdirSync(join(folder, 'bin'));
    for (const file of ['bin/espalier.cjs', 'bin/start.cjs', ...(isCheckout ? ['server.ts'] : [])]) {
      copyFileSync(join(ROOT, file), join(folder, file));
    }
    symlinkSync(join(folder, 'bin/espalier.cjs'), join(folder, 'espalier'));
    const stderr = `espalier: Node 20.11.0 is too old; it takes ${needed} or later.\n`;
    for (const command of ['bin/espalier.cjs', 'espalier']) {
      expect(run('--require', OLD, join(folder, command))).toEqual({ status: 1, stdout: '', stderr });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('this Node runs the command of the checkout', () => {
  expect(run(join(ROOT, 'bin/espalier.cjs'), '--help')).toMatchObject({ status: 0, stderr: '' });
});
