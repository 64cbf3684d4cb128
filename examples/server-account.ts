/** PostgreSQL refuses to run as root, so root runs the server under another account. */
import { spawnSync } from 'node:child_process';

/** The account of the server, or null for the account of this process. */
export type Account = { readonly uid: number; readonly gid: number } | null;

/** Returns the account for a server: our own, or for root the first of `postgres` and `nobody` that exists. */
export function serverAccount(): Account {
  if (process.getuid?.() !== 0) return null;
  for (const name of ['postgres', 'nobody']) {
    const uid = id('-u', name);
    const gid = id('-g', name);
    if (uid && gid) return { uid, gid };
  }
  throw new Error('PostgreSQL refuses to run as root, and there is no account `postgres` or `nobody` to run it as');
}

function id(flag: '-u' | '-g', name: string): number | null {
  const { status, stdout } = spawnSync('id', [flag, name], { encoding: 'utf8' });
  return status === 0 ? Number(stdout) : null;
}

/** True if the account may do all this with the path. The rights of root say nothing about another account. */
export function canAccess(account: Account, flags: readonly ('-r' | '-w' | '-x')[], path: string): boolean {
  return flags.every((flag) => spawnSync('test', [flag, path], { ...account, cwd: '/' }).status === 0);
}
