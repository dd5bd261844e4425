/** What a test needs to talk with a hub. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { request } from 'node:http';
import type { PageLine, ReportedSource } from '../../../src/inspector/hubLines.ts';
import type { TraceStep } from '../../../src/trace/trace.ts';
import { Happenings } from '../../support/happenings.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Question {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Asks exactly for this path, whatever it holds: no client tidies it up. */
export async function ask(url: string, path: string, question: Question = {}): Promise<Answer> {
  const { method = 'GET', headers = {}, body } = question;
  const { hostname, port } = new URL(url);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request({ host: hostname, port, path, method, headers, agent: false });
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
    outgoing.end(body);
  });
  response.setEncoding('utf8');
  let text = '';
  for await (const part of response) text += part;
  return { status: response.statusCode ?? 0, headers: response.headers, body: text };
}

/** The path of something behind the token. */
export function behind(url: string, path: string): string {
  return new URL(url).pathname + path;
}

/** An open page: everything that it is told. */
export class FakePage {
  readonly lines: PageLine[] = [];
  lastId = 0;
  beats = 0;
  hasEnded = false;
  private readonly happenings = new Happenings();
  private unfinished = '';
  private response: IncomingMessage | null = null;

  static async open(url: string, headers: Readonly<Record<string, string>> = {}) {
    const page = new FakePage();
    const outgoing = request(new URL('events', url), { headers, agent: false });
    outgoing.end();
    page.response = await new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.on('response', resolve);
      outgoing.on('error', reject);
    });
    page.response.setEncoding('utf8');
    page.response.on('data', (text: string) => page.read(text));
    page.response.on('error', () => {});
    page.response.on('close', () => {
      page.hasEnded = true;
      page.happenings.happened();
    });
    return page;
  }

  get status(): number {
    return this.response?.statusCode ?? 0;
  }

  /** Waits until something is so. */
  until(condition: () => boolean, missing: string): Promise<void> {
    const told = () => this.lines.slice(-5).map((line) => JSON.stringify(line).slice(0, 200));
    return this.happenings.until(condition, () => `${missing}; told last:\n${told().join('\n')}`);
  }

  /** Waits for so many lines. */
  async told(count: number): Promise<PageLine[]> {
    await this.until(() => this.lines.length >= count, `${count} lines`);
    return this.lines;
  }

  /** Reads no more for a while. */
  pause(): void {
    this.response?.pause();
  }

  resume(): void {
    this.response?.resume();
  }

  close(): void {
    this.response?.destroy();
  }

  private read(text: string): void {
    const [last = '', ...events] = (this.unfinished + text).split('\n\n').reverse();
    this.unfinished = last;
    for (const event of events.reverse()) this.take(event);
    this.happenings.happened();
  }

  private take(event: string): void {
    if (event === ':') this.beats++;
    for (const line of event.split('\n')) {
      if (line.startsWith('id: ')) this.lastId = Number(line.slice(4));
      if (line.startsWith('data: ')) this.lines.push(JSON.parse(line.slice(6)));
    }
  }
}

export const SOURCE: ReportedSource = { node: 'ann', kind: 'client', port: 6_001, startedAtMs: 5 };

/** A step that says this. */
export function stepOf(step: number, notice: unknown = null): TraceStep {
  const cause = { kind: 'start', address: '0.0.0.0 6001' } as const;
  return { step, atMs: step, node: 'ann', cause, machines: [], notices: [notice], sent: [] };
}

/** Lines of JSON, each with its line feed. */
export function linesOf(...values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join('');
}
