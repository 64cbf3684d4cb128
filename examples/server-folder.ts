/** The folder in which a server that outlives its process keeps its data. */
import { createHash } from 'node:crypto';
import { chmod, chown, lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canAccess, type Account } from './server-account.ts';

export interface ServerFolder {
  readonly path: string;
  /** The account that owns the folder, and so must run the server. */
  readonly account: Account;
}

/** Makes or finds the folder `name` in `wanted`, or under the system's temporary folder where the account cannot use it. */
export async function serverFolder(wanted: string, name: string, account: Account): Promise<ServerFolder> {
  const owner = await ownerOf(join(wanted, name));
  const keeper = account && owner && owner.uid !== 0 ? owner : account;
  if (await prepare(wanted, name, keeper)) return { path: join(wanted, name), account: keeper };
  const hash = createHash('sha256').update(wanted).digest('hex').slice(0, 8);
  const substitute = join(tmpdir(), `espalier-${process.getuid?.() ?? 0}-${hash}`);
  if (await prepare(substitute, name, account)) return { path: join(substitute, name), account };
  throw new Error(`neither ${wanted} nor ${substitute} can hold the demo database's files`);
}

/** Returns false when the folder cannot be made, belongs to another account, or lies where the account cannot enter. */
async function prepare(parent: string, name: string, account: Account): Promise<boolean> {
  const path = join(parent, name);
  try {
    const isNewParent = (await mkdir(parent, { recursive: true })) !== undefined;
    // The umask of root may lock other accounts out of new folders.
    if (isNewParent && account) await chmod(parent, 0o711);
    const isNew = (await mkdir(path, { recursive: true, mode: 0o700 })) !== undefined;
    if (isNew && account) await chown(path, account.uid, account.gid);
  } catch {
    return false;
  }
  const owner = await ownerOf(path);
  return owner?.uid === (account?.uid ?? process.getuid?.()) && canAccess(account, ['-r', '-w', '-x'], path);
}

async function ownerOf(path: string): Promise<Account> {
  const stat = await lstat(path).catch(() => null);
  return stat?.isDirectory() ? { uid: stat.uid, gid: stat.gid } : null;
}
