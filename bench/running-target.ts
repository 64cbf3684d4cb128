/** A target as a process, which is started with its pool of ten connections and stopped when the bench ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { childEnvironment } from './environment.ts';
import type { Target } from './targets.ts';

const START_MS = 30_000;
/** The lines of error output that a failing target may add to the report. */
const KEPT_LINES = 12;

export class RunningTarget {
  readonly target: Target;
  readonly url: string;
  readonly pid: number;
  readonly #process: ChildProcess;

  /** Rejects with the output of the process. */
  static async start(target: Target, databaseUrl: string): Promise<RunningTarget> {
    const child = spawn(process.execPath, target.command, {
      env: childEnvironment(databaseUrl),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const complaint: string[] = [];
    createInterface(child.stderr).on('line', (line) =>
      complaint.splice(0, complaint.length, ...complaint.slice(1 - KEPT_LINES), line),
    );
    const timer = setTimeout(() => child.kill('SIGKILL'), START_MS);
    const url = await new Promise<string | null>((resolve) => {
      createInterface(child.stdout).on('line', (line) => {
        const address = /http:\/\/127\.0\.0\.1:\d+\S*/.exec(line)?.[0];
        if (address !== undefined) resolve(address);
      });
      child.once('exit', () => resolve(null));
    });
    clearTimeout(timer);
    if (url === null || child.pid === undefined)
      throw new Error(
        complaint
          .filter((line) => !/^\s+at /.test(line))
          .join('\n')
          .trim() || 'It ended without a word.',
      );
    return new RunningTarget(target, url, child, child.pid);
  }

  private constructor(target: Target, url: string, child: ChildProcess, pid: number) {
    this.target = target;
    this.url = url;
    this.#process = child;
    this.pid = pid;
  }

  /** Returns one parsed answer, for comparison and not for timing. */
  async ask(body: string): Promise<unknown> {
    const headers = { 'content-type': 'application/json', accept: 'application/json', ...this.target.headers };
    const response = await fetch(this.url, { method: 'POST', headers, body });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`status ${response.status}: ${text.slice(0, 500)}`);
    return JSON.parse(text);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exited = once(this.#process, 'exit');
    this.#process.kill('SIGTERM');
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), 2_000);
    await exited;
    clearTimeout(timer);
  }
}
