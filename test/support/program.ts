import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Happenings } from './happenings.ts';

const { STATECHAT_DIST } = process.env;
/** The built package; `STATECHAT_DIST` names another build of it. */
export const DIST = STATECHAT_DIST ?? fileURLToPath(new URL('../../dist', import.meta.url));

/** A process with pipes: a test types lines and reads lines. */
export class Program {
  /** Every whole line that it printed. */
  readonly lines: string[] = [];
  errors = '';
  /** What it was started with, for complaints. */
  private readonly title: string;
  private readonly child: ChildProcess;
  private readonly happenings = new Happenings();
  /** Lines that a test has waited for already. */
  private readonly seen = new Set<number>();
  private unfinished = '';
  private status: number | NodeJS.Signals | null = null;

  constructor(file: string, args: readonly string[]) {
    this.title = args.join(' ');
    this.child = spawn(file, args, { stdio: 'pipe' });
    const { stdin, stdout, stderr } = this.child;
    stdout?.setEncoding('utf8').on('data', (text: string) => this.read(text));
    stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors += text;
      this.happenings.happened();
    });
    // It may end before it has read everything.
    stdin?.on('error', () => {});
    this.child.on('error', (error) => {
      this.errors += error.message;
    });
    // Not `exit`: its last lines may still be in the pipe.
    this.child.on('close', (code, signal) => {
      this.status = code ?? signal ?? 'SIGKILL';
      this.happenings.happened();
    });
  }

  /** Types lines. */
  type(...lines: readonly string[]): void {
    this.child.stdin?.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** Closes its input. */
  endInput(): void {
    this.child.stdin?.end();
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Waits for these lines, in any order; each stands for one that was not waited for yet. */
  async sees(...lines: readonly string[]): Promise<void> {
    for (const line of lines) await this.seesOne(line);
  }

  /** Types a line and waits for these. */
  async says(line: string, ...answers: readonly string[]): Promise<void> {
    this.type(line);
    await this.sees(...answers);
  }

  /** Waits until `condition` holds of its lines. */
  until(condition: () => boolean, missing: string): Promise<void> {
    return this.happenings.until(condition, () => this.complaint(missing));
  }

  /** Waits for its end; resolves with the exit status or the signal that ended it. */
  async exits(): Promise<number | NodeJS.Signals | null> {
    await this.until(() => this.status !== null, 'to end');
    return this.status;
  }

  /** Ends it, whatever it does. */
  async kill(): Promise<void> {
    if (this.status !== null) return;
    const closed = once(this.child, 'close');
    this.signal('SIGKILL');
    await closed;
  }

  /** Ends it while the test process itself is ending. */
  killNow(): void {
    if (this.status === null) this.signal('SIGKILL');
  }

  private async seesOne(line: string): Promise<void> {
    let index = -1;
    await this.until(
      () => {
        index = this.lines.findIndex((candidate, i) => candidate === line && !this.seen.has(i));
        return index >= 0;
      },
      `to print ${JSON.stringify(clipped(line))}`,
    );
    this.seen.add(index);
  }

  private read(text: string): void {
    const [first = '', ...others] = text.split('\n');
    this.unfinished += first;
    for (const start of others) {
      this.lines.push(this.unfinished);
      this.unfinished = start;
    }
    this.happenings.happened();
  }

  private complaint(missing: string): string {
    const end = this.status === null ? 'runs' : `ended with ${this.status}`;
    const transcript = [...this.lines.slice(-40), this.unfinished].map(clipped).join('\n');
    return `waited for "${this.title}" ${missing}; it ${end}\n${transcript}\n${this.errors}`;
  }
}

/** What of a line says which it is. */
function clipped(line: string): string {
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
