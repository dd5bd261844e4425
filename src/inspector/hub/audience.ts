import type { IncomingMessage, ServerResponse } from 'node:http';
import { refuse } from './loopbackServer.ts';
import type { LogEntry, LogLimits } from './pageLog.ts';
import { PageLog } from './pageLog.ts';
import { PageStream } from './pageStream.ts';

export interface AudienceLimits extends LogLimits {
  readonly maxPages: number;
  readonly heartbeatMs: number;
}

/** The page shows 100,000 steps without freezing; nobody looks at more. */
const LIMITS: AudienceLimits = {
  maxSteps: 100_000,
  maxCharacters: 64 * 1024 * 1024,
  maxPages: 32,
  heartbeatMs: 15_000,
};

/** When all is over, what is still to be told waits so long for whoever does not read. */
const FAREWELL_MS = 250;

export const TOO_MANY = {
  status: 503,
  text: 'Too many pages or processes are connected to this inspector: close some of them.',
} as const;

/** The open pages, and all that they are told. Nothing is done for pages that are not there. */
export class Audience {
  private readonly limits: AudienceLimits;
  private readonly log: PageLog;
  private readonly pages = new Set<PageStream>();
  private readonly heart: NodeJS.Timeout;
  private isPumpDue = false;

  constructor(limits: Partial<AudienceLimits> = {}) {
    this.limits = { ...LIMITS, ...limits };
    this.log = new PageLog(this.limits);
    this.heart = setInterval(() => this.beat(), this.limits.heartbeatMs).unref();
  }

  /** A page asks for what there is, and for what comes. */
  enter(request: IncomingMessage, response: ServerResponse): void {
    if (this.pages.size >= this.limits.maxPages) {
      refuse(TOO_MANY, response);
      return;
    }
    const seen = Number(request.headers['last-event-id'] ?? 0);
    const page = new PageStream(response, this.log, seen);
    this.pages.add(page);
    response.on('close', () => this.pages.delete(page));
    page.pump();
  }

  /** Tells every page at the end of this turn. */
  tell(entry: LogEntry): void {
    this.log.add(entry);
    if (this.isPumpDue || this.pages.size === 0) return;
    this.isPumpDue = true;
    setImmediate(() => {
      this.isPumpDue = false;
      for (const page of this.pages) page.pump();
    });
  }

  /** Tells the pages what there is still to tell, as long as they read it. */
  async close(): Promise<void> {
    clearInterval(this.heart);
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, FAREWELL_MS);
    });
    await Promise.race([Promise.all([...this.pages].map((page) => page.end())), patience]);
    clearTimeout(timer);
  }

  private beat(): void {
    for (const page of this.pages) page.beat();
  }
}
