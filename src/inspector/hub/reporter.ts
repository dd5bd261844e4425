/** The side of a process that reports. Whatever becomes of the hub, the process goes on. */
import type { ClientRequest } from 'node:http';
import { request } from 'node:http';
import type { StepSink } from '../../trace/recording.ts';
import type { TraceStep } from '../../trace/trace.ts';
import type { ReportedSource, ReportLine } from '../hubLines.ts';
import type { Hub } from './hub.ts';
import type { ReportTaker } from './incomingReport.ts';
import { MAX_LINE_BYTES } from './incomingReport.ts';

/** Who reports; its port stands in its first step. */
export type Reporting = Omit<ReportedSource, 'port'>;

/** The steps of one process on their way to a hub. */
export interface Report extends StepSink {
  /** The process ends; resolves when the hub knows, or will not know. */
  end(): Promise<void>;
  /** The process is gone without a word. */
  vanish(): void;
}

/** What may wait for a hub that is slow; beyond it steps are left out, and counted. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/** A process that ends waits so long for the hub to take its last steps. */
const FAREWELL_MS = 500;

/** A report to a hub in this process. */
export class LocalReport implements Report {
  private readonly hub: Hub;
  private readonly who: Reporting;
  private taker: ReportTaker | null = null;
  private isOver = false;

  constructor(hub: Hub, who: Reporting) {
    this.hub = hub;
    this.who = who;
  }

  take(step: TraceStep, line: string): void {
    if (this.isOver) return;
    this.taker ??= this.hub.report(sourceOf(this.who, step));
    this.taker.step(line);
  }

  async end(): Promise<void> {
    this.finish('ended');
  }

  vanish(): void {
    this.finish('vanished');
  }

  private finish(how: 'ended' | 'vanished'): void {
    if (!this.isOver) this.taker?.gone(how);
    this.isOver = true;
  }
}

/** A report to a hub in another process: one long request. */
export class RemoteReport implements Report {
  private readonly url: string;
  private readonly who: Reporting;
  private phase: 'silent' | 'reporting' | 'over' = 'silent';
  private outgoing: ClientRequest | null = null;
  /** What is sent at the end of this turn. */
  private waiting = '';
  private dropped = 0;

  /** @param url the address of the hub, with its token */
  constructor(url: string, who: Reporting) {
    this.url = url;
    this.who = who;
  }

  take(step: TraceStep, line: string): void {
    if (this.phase === 'silent') this.begin(step);
    if (this.phase !== 'reporting') return;
    if (line.length * MAX_UTF8 > MAX_LINE_BYTES || this.isBehind()) this.dropped++;
    else this.send(`{"kind":"step","step":${line}}`);
  }

  async end(): Promise<void> {
    const { outgoing } = this;
    if (this.phase !== 'reporting' || outgoing === null) return;
    this.send(END);
    this.flush();
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => {
      outgoing.once('close', resolve);
      timer = setTimeout(resolve, FAREWELL_MS);
    });
    outgoing.end();
    await over;
    clearTimeout(timer);
    this.vanish();
  }

  vanish(): void {
    this.phase = 'over';
    this.waiting = '';
    this.outgoing?.destroy();
    this.outgoing = null;
  }

  private begin(step: TraceStep): void {
    this.phase = 'reporting';
    const outgoing = request(new URL('report', this.url), { method: 'POST', agent: false });
    this.outgoing = outgoing;
    outgoing.setHeader('Content-Type', 'application/x-ndjson');
    // Whatever the hub answers, it takes no more.
    outgoing.on('response', (response) => {
      response.resume();
      response.on('end', () => this.vanish());
    });
    outgoing.on('error', () => this.vanish());
    outgoing.on('socket', (socket) => socket.unref());
    this.send(JSON.stringify({ kind: 'source', source: sourceOf(this.who, step) } as ReportLine));
  }

  private isBehind(): boolean {
    return this.waiting.length + (this.outgoing?.writableLength ?? 0) > MAX_WAITING_BYTES;
  }

  /** Sends a line at the end of this turn, and before it what was left out. */
  private send(line: string): void {
    if (this.waiting === '') setImmediate(() => this.flush());
    if (this.dropped > 0) this.waiting += `{"kind":"dropped","steps":${this.dropped}}\n`;
    this.dropped = 0;
    this.waiting += `${line}\n`;
  }

  private flush(): void {
    const { waiting } = this;
    this.waiting = '';
    if (waiting !== '') this.outgoing?.write(waiting);
  }
}

const END = '{"kind":"end"}';
/** Bytes that a UTF-16 unit takes in UTF-8, at the most. */
const MAX_UTF8 = 3;

function sourceOf(who: Reporting, { cause }: TraceStep): ReportedSource {
  const [, port] = cause.kind === 'start' ? (cause.address?.split(' ') ?? []) : [];
  return { ...who, port: Number(port ?? 0) };
}
