/**
 * Where processes report and pages look: a web server in the process that was asked for it first.
 * Pages only ever read. What happens is kept in one log, bounded, which every page reads at its
 * own speed.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Opening, PageLine, ReportedSource } from '../hubLines.ts';
import type { Asset } from './assets.ts';
import { assetsIn, pageFolder, sendFile } from './assets.ts';
import type { AudienceLimits } from './audience.ts';
import { Audience, TOO_MANY } from './audience.ts';
import { NOT_FOUND, WRONG_METHOD } from './guard.ts';
import type { ReportTaker } from './incomingReport.ts';
import { takeReport } from './incomingReport.ts';
import { LoopbackServer, refuse } from './loopbackServer.ts';

export interface HubOptions {
  /** The port that is asked for; null takes the usual one, or any that is free. */
  readonly port: number | null;
  /** Of this program. */
  readonly version: string;
  /** A trace that the page shows. */
  readonly trace?: { readonly name: string; readonly path: string };
  /** The folder of the prebuilt page, if not where it is built. */
  readonly folder?: string;
  readonly limits?: Partial<AudienceLimits>;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const USUAL_PORT = 4900;
const MAX_REPORTS = 128;

export class Hub {
  private readonly options: HubOptions;
  private readonly server: LoopbackServer;
  private readonly assets: ReadonlyMap<string, Asset>;
  private readonly audience: Audience;
  private readonly routes: ReadonlyMap<string, Answer> = new Map<string, Answer>([
    ['report', (...exchange) => this.takeReport(...exchange)],
    ['events', (...exchange) => this.audience.enter(...exchange)],
    ['opening', (_request, response) => this.answerOpening(response)],
    ['trace', (_request, response) => this.sendTrace(response)],
  ]);
  private reports = 0;
  private sources = 0;

  private constructor(
    options: HubOptions,
    server: LoopbackServer,
    assets: ReadonlyMap<string, Asset>,
  ) {
    this.options = options;
    this.server = server;
    this.assets = assets;
    this.audience = new Audience(options.limits);
  }

  /** @throws PortError if the port cannot be had */
  static async open(options: HubOptions): Promise<Hub> {
    const assets = await assetsIn(options.folder ?? pageFolder());
    const server = await LoopbackServer.open({
      port: options.port,
      usualPort: USUAL_PORT,
      sources: ["img-src 'self' data: blob:"],
      handle: (...exchange) => hub.handle(...exchange),
    });
    const hub = new Hub(options, server, assets);
    return hub;
  }

  /** The address to open, and to report to. */
  get url(): string {
    return this.server.url;
  }

  /** A process reports, this one or another. */
  report(source: ReportedSource): ReportTaker {
    const id = ++this.sources;
    this.tell({ kind: 'source', id, source });
    return {
      step: (line) => {
        const text = `{"kind":"step","id":${id},"step":${line}}`;
        this.audience.tell({ kind: 'step', source: id, steps: 1, text });
      },
      dropped: (steps) => this.tell({ kind: 'dropped', id, steps }),
      gone: (how) => this.tell({ kind: 'gone', id, how }),
    };
  }

  /** Tells the pages what there is still to tell, and ends. */
  async close(): Promise<void> {
    await this.audience.close();
    await this.server.close();
  }

  private handle(path: string, request: IncomingMessage, response: ServerResponse): void {
    const isReport = path === 'report';
    const answer = this.routes.get(path);
    if (isReport !== (request.method === 'POST')) refuse(WRONG_METHOD, response);
    else if (answer) answer(request, response);
    else this.sendAsset(path, response);
  }

  private answerOpening(response: ServerResponse): void {
    const { version, trace } = this.options;
    const opening: Opening = { version, trace: trace?.name ?? null, isLive: true };
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(opening));
  }

  private sendTrace(response: ServerResponse): void {
    const { trace } = this.options;
    const type = 'application/x-ndjson; charset=utf-8';
    if (trace === undefined) refuse(NO_TRACE, response);
    else void sendFile({ path: trace.path, type }, response, TRACE_GONE);
  }

  private sendAsset(path: string, response: ServerResponse): void {
    const asset = this.assets.get(path);
    if (asset) void sendFile(asset, response, NOT_BUILT);
    else refuse(path === '' ? NOT_BUILT : NOT_FOUND, response);
  }

  private takeReport(request: IncomingMessage, response: ServerResponse): void {
    // Pages look; it is processes that report, and they have no origin.
    const isPage = request.headers.origin !== undefined;
    if (isPage || this.reports >= MAX_REPORTS) {
      refuse(isPage ? WRONG_METHOD : TOO_MANY, response);
      return;
    }
    this.reports++;
    void takeReport(request, response, (source) => this.report(source)).finally(() => {
      this.reports--;
    });
  }

  private tell(line: Exclude<PageLine, { readonly kind: 'hello' | 'step' }>): void {
    const steps = line.kind === 'dropped' ? line.steps : 0;
    this.audience.tell({ kind: line.kind, source: line.id, steps, text: JSON.stringify(line) });
  }
}

const NO_TRACE = { status: 404, text: 'The inspector was opened without a trace.' } as const;
const TRACE_GONE = { status: 404, text: 'The trace cannot be read any more.' } as const;
const NOT_BUILT = {
  status: 500,
  text: 'The page of the inspector is missing: this statechat was not built with npm run build.',
} as const;
