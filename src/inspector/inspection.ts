/** What `--inspect` does for a process: shows what its machines do to whoever looks. */
import type { StepSink } from '../trace/recording.ts';
import { recordTo } from '../trace/recording.ts';
import type { WatchOptions } from '../udp/chat.ts';
import { Discovery, isHub } from './hub/discovery.ts';
import { Hub } from './hub/hub.ts';
import type { Report, Reporting } from './hub/reporter.ts';
import { LocalReport, RemoteReport } from './hub/reporter.ts';

/** Who is watched. */
export type Watched = Pick<Reporting, 'node' | 'kind'>;

/** A process that is watched. */
export interface Watch {
  /** To be given to the client or the server that starts. */
  readonly options: WatchOptions;
  /** It has ended as it should. */
  end(): Promise<void>;
  /** It is gone without a word. */
  vanish(): void;
}

export interface Inspection {
  /** Where to look. */
  readonly url: string;
  /** Watches a process from its start; its steps go to `also`, too. */
  watch(who: Watched, also?: readonly StepSink[]): Watch;
  close(): Promise<void>;
}

/** What meeting others needs to know of its surroundings. */
export interface InspectionOptions {
  /** Of this program. */
  readonly version: string;
  /** The user's own folder for files that end with the session, where there is one. */
  readonly runtimeFolder: string | undefined;
}

/** There is no inspector at the address that was asked for. The message is one line. */
export class NoInspectorError extends Error {
  readonly code = 'NO_INSPECTOR';

  constructor(url: string) {
    super(
      `no inspector answers at ${url}: give the address that it printed when it started, ` +
        'or --inspect alone',
    );
    this.name = 'NoInspectorError';
  }
}

/** Reports to the hub of this user, or begins one if there is none. */
export async function inspectTogether(options: InspectionOptions): Promise<Inspection> {
  const discovery = await Discovery.in(options.runtimeFolder);
  const found = await discovery?.find();
  if (found) return reportTo(found);
  const hub = await Hub.open({ port: null, version: options.version });
  const claimed = await discovery?.claim(hub.url);
  if (claimed === undefined || claimed === hub.url) return reportHere(hub, discovery);
  // Somebody was faster.
  await hub.close();
  return reportTo(claimed);
}

/**
 * Reports to the hub at an address.
 *
 * @throws NoInspectorError if there is none
 */
export async function inspectAt(url: string): Promise<Inspection> {
  if (!(await isHub(url))) throw new NoInspectorError(url);
  return reportTo(url);
}

/** Shows the machines in the inspector of stately.ai. */
export async function inspectWithStately(): Promise<Inspection> {
  const { StatelyRelay } = await import('./stately/relay.ts');
  const relay = await StatelyRelay.open();
  const { inspect } = relay;
  return {
    url: relay.url,
    watch: (_who, also = []) => ({
      options: { inspect, ...(also.length > 0 ? { recorder: recordTo(also) } : {}) },
      end: async () => {},
      vanish: () => {},
    }),
    close: () => relay.close(),
  };
}

function reportTo(url: string): Inspection {
  return {
    url,
    watch: (who, also = []) => watch((reporting) => new RemoteReport(url, reporting), who, also),
    close: async () => {},
  };
}

function reportHere(hub: Hub, discovery: Discovery | null): Inspection {
  return {
    url: hub.url,
    watch: (who, also = []) => watch((reporting) => new LocalReport(hub, reporting), who, also),
    close: async () => {
      await discovery?.leave(hub.url);
      await hub.close();
    },
  };
}

function watch(
  begin: (reporting: Reporting) => Report,
  who: Watched,
  also: readonly StepSink[],
): Watch {
  const startMs = performance.now();
  const report = begin({ ...who, startedAtMs: performance.timeOrigin + startMs });
  return {
    options: { recorder: recordTo([report, ...also], startMs) },
    end: () => report.end(),
    vanish: () => report.vanish(),
  };
}
