/** A process reports over HTTP: one long request, a line of JSON for each thing that it tells. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ReportedSource } from '../hubLines.ts';
import { parseReportLine } from './reportLine.ts';

/** What becomes of a report in the hub. */
export interface ReportTaker {
  step(line: string): void;
  dropped(steps: number): void;
  gone(how: 'ended' | 'vanished'): void;
}

/** No step is longer, but one that was made up. */
export const MAX_LINE_BYTES = 8 * 1024 * 1024;
/** Whoever is refused has so long to read why, while what it still sends is not read. */
const LINGER_MS = 1_000;
const LINE_FEED = 0x0a;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads a report to its end, whatever that is. */
export async function takeReport(
  request: IncomingMessage,
  response: ServerResponse,
  open: (source: ReportedSource) => ReportTaker,
): Promise<void> {
  const report = new Report(open);
  let outcome: 'read' | 'refused' | 'cut' = 'read';
  try {
    // Whoever is refused is answered first.
    for await (const line of linesOf(request.iterator({ destroyOnReturn: false }))) {
      if (report.take(line)) continue;
      outcome = 'refused';
      break;
    }
  } catch {
    outcome = 'cut';
  }
  report.close();
  if (outcome === 'refused') refuseReport(request, response);
  else if (outcome === 'read') response.writeHead(204).end();
}

/** What is told in one report: first who reports, at the end that it ends. */
class Report {
  private readonly open: (source: ReportedSource) => ReportTaker;
  /** Undefined before the source is known, null after the end. */
  private taker: ReportTaker | null | undefined;

  constructor(open: (source: ReportedSource) => ReportTaker) {
    this.open = open;
  }

  /** @returns false if the line cannot come here */
  take(text: string | null): boolean {
    const line = text === null ? null : parseReportLine(text);
    if (this.taker === undefined && line?.kind === 'source') {
      this.taker = this.open(line.source);
      return true;
    }
    if (!this.taker) return false;
    switch (line?.kind) {
      case 'step':
        this.taker.step(line.text);
        return true;
      case 'dropped':
        this.taker.dropped(line.steps);
        return true;
      case 'end':
        this.close('ended');
        return true;
      default:
        return false;
    }
  }

  close(how: 'ended' | 'vanished' = 'vanished'): void {
    this.taker?.gone(how);
    this.taker = null;
  }
}

/** The lines that arrive; null for one that is too long or no text, which is the last. */
async function* linesOf(input: AsyncIterable<Buffer>): AsyncGenerator<string | null> {
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of input) {
    let start = 0;
    for (;;) {
      const end = chunk.indexOf(LINE_FEED, start);
      const part = chunk.subarray(start, end < 0 ? chunk.length : end);
      bytes += part.length;
      if (bytes > MAX_LINE_BYTES) {
        yield null;
        return;
      }
      parts.push(part);
      if (end < 0) break;
      yield textOf(parts);
      parts = [];
      bytes = 0;
      start = end + 1;
    }
  }
  if (bytes > 0) yield null;
}

function textOf(parts: readonly Buffer[]): string | null {
  try {
    return utf8.decode(parts.length === 1 ? parts[0] : Buffer.concat(parts));
  } catch {
    return null;
  }
}

function refuseReport(request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Connection', 'close');
  response.writeHead(400, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end('This line is not part of a report of this version of statechat.\n');
  request.resume();
  const timer = setTimeout(() => request.destroy(), LINGER_MS).unref();
  request.once('close', () => clearTimeout(timer));
}
