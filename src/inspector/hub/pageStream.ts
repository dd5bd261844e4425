import type { ServerResponse } from 'node:http';
import type { PageLog } from './pageLog.ts';

/** What is written at once, at the most and more or less. */
const CHUNK_CHARACTERS = 65_536;

/**
 * An open page, told everything as server-sent events. What it does not read in time stays in the
 * log, which is all that waits for it; when the log has dropped what comes next, the page begins
 * anew with a `hello` that says how much is missing.
 */
export class PageStream {
  private readonly response: ServerResponse;
  private readonly log: PageLog;
  /** Number of the entry that it is told next. */
  private next: number;
  /** When it is over others may go on to report: nothing of it can be told any more. */
  private phase: 'telling' | 'ending' | 'over' = 'telling';

  /** @param seen number of the last entry that it was told over an earlier connection; or 0 */
  constructor(response: ServerResponse, log: PageLog, seen: number) {
    this.response = response;
    this.log = log;
    this.next = Number.isSafeInteger(seen) && seen > 0 && seen < log.next ? seen + 1 : 0;
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' });
    // There may be nothing to tell for a while.
    response.flushHeaders();
    response.on('drain', () => this.pump());
  }

  /** Tells what there is to tell, as far as it is read. */
  pump(): void {
    if (this.phase === 'over') return;
    while (!this.response.writableNeedDrain && this.next < this.log.next) {
      this.response.write(this.chunk());
    }
    if (this.phase === 'telling' || this.next < this.log.next) return;
    this.phase = 'over';
    this.response.end();
  }

  /** Shows that the line is alive. */
  beat(): void {
    if (this.phase === 'telling' && !this.response.writableNeedDrain) this.response.write(':\n\n');
  }

  /** Tells what is still to be told, and no more; resolves when it was read. */
  async end(): Promise<void> {
    const closed = new Promise<void>((resolve) => void this.response.once('close', resolve));
    this.phase = 'ending';
    this.pump();
    await closed;
  }

  private chunk(): string {
    const { log } = this;
    let chunk = '';
    if (this.next < log.first) {
      for (const line of log.opening()) chunk += `data: ${line}\n\n`;
      this.next = log.first;
    }
    for (; this.next < log.next && chunk.length < CHUNK_CHARACTERS; this.next++) {
      const entry = log.at(this.next);
      if (entry) chunk += `id: ${this.next}\ndata: ${entry.text}\n\n`;
    }
    return chunk;
  }
}
