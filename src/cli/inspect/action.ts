/** `statechat inspect`: the inspector's page, for a trace and for whoever reports. */
import { basename } from 'node:path';
import { inspectorLine, otherInspectorLine } from '../../chat/display/lines.ts';
import { paintFor } from '../../chat/display/paint.ts';
import { safeText } from '../../chat/display/safeText.ts';
import { Discovery } from '../../inspector/hub/discovery.ts';
import { Hub } from '../../inspector/hub/hub.ts';
import { checkTraceFile } from '../../trace/ends.ts';
import { TraceError } from '../../trace/trace.ts';
import { parsePort } from '../arguments.ts';
import type { Environment } from '../environment.ts';
import { Interruptions } from '../interruptions.ts';

export interface InspectFlags {
  readonly port?: string;
}

const USAGE_STATUS = 2;

/** Runs the inspector until it is asked to end; resolves with the exit status. */
export async function runInspector(
  path: string | undefined,
  flags: InspectFlags,
  environment: Environment,
): Promise<number> {
  const port = flags.port === undefined ? null : parsePort(flags.port, 'the inspector port');
  try {
    if (path !== undefined) await checkTraceFile(path);
  } catch (error) {
    if (!(error instanceof TraceError)) throw error;
    environment.stderr.write(`statechat: ${safeText(error.message)}\n`);
    return USAGE_STATUS;
  }
  const trace = path === undefined ? {} : { trace: { name: basename(path), path } };
  const hub = await Hub.open({ port, version: environment.version(), ...trace });
  try {
    return await runHub(hub, environment);
  } finally {
    await hub.close();
  }
}

async function runHub(hub: Hub, environment: Environment): Promise<number> {
  const { stdout, signals, variables } = environment;
  const paint = paintFor(stdout, variables);
  const ended = new Promise<number>((resolve) => {
    void new Interruptions(signals, () => resolve(0)).forced.then(resolve);
  });
  const discovery = await Discovery.in(variables.XDG_RUNTIME_DIR);
  const met = (await discovery?.claim(hub.url)) ?? hub.url;
  // Whoever reads the lines no more may still look at the page.
  stdout.on('error', () => {});
  stdout.write(`${inspectorLine(hub.url, paint)}\n`);
  if (met !== hub.url) stdout.write(`${otherInspectorLine(met, paint)}\n`);
  try {
    return await ended;
  } finally {
    await discovery?.leave(hub.url);
  }
}
