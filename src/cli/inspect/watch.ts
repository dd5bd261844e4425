import { inspectorLine } from '../../chat/display/lines.ts';
import { paintFor } from '../../chat/display/paint.ts';
import { safeText } from '../../chat/display/safeText.ts';
import type { Inspection, Watched } from '../../inspector/inspection.ts';
import type { StepSink } from '../../trace/recording.ts';
import { recordTo } from '../../trace/recording.ts';
import { TraceStream } from '../../trace/writer.ts';
import type { WatchOptions } from '../../udp/chat.ts';
import type { Environment, Output } from '../environment.ts';
import type { Where } from './option.ts';
import { inspectIn } from './option.ts';

/** What is asked for. */
export interface Watching {
  readonly who: Watched;
  /** The file for a trace, if one is wanted. */
  readonly trace: string | undefined;
  /** The trace may take the place of a file that is there. */
  readonly force: boolean;
  /** The inspector, if one is wanted. */
  readonly where: Where | undefined;
  /** Takes the line that says where to look. */
  readonly output: Output;
}

type Run = (options: WatchOptions) => Promise<number>;

const FAILED_STATUS = 1;

/**
 * Runs a client or a server, shows it in an inspector and writes its trace, as is asked for.
 *
 * @returns the exit status; never 0 if the trace is not complete
 * @throws TraceFileError if the trace cannot be written at all, NoInspectorError if there is no
 *   inspector at the address that was given: then nothing runs
 */
export async function runWatched(
  watching: Watching,
  environment: Environment,
  run: Run,
): Promise<number> {
  const { where } = watching;
  const inspection = where === undefined ? null : await inspectIn(where, environment);
  try {
    return await traced(watching, environment, (sinks) =>
      shown(watching, inspection, sinks, environment, run),
    );
  } finally {
    await inspection?.close();
  }
}

async function traced(
  { trace: path, force, who }: Watching,
  { stderr }: Environment,
  run: (sinks: readonly StepSink[]) => Promise<number>,
): Promise<number> {
  if (path === undefined) return run([]);
  const trace = await TraceStream.open(path, who.kind, {
    force,
    onFailure: ({ message }) => stderr.write(`statechat: ${safeText(message)}\n`),
  });
  let status: number | null = null;
  try {
    status = await run([trace]);
  } finally {
    // What could not even start leaves everything as it was.
    if (status === null && trace.isEmpty) await trace.discard();
    else if ((await trace.close()) !== null && status !== null) status ||= FAILED_STATUS;
  }
  return status;
}

async function shown(
  { who, output }: Watching,
  inspection: Inspection | null,
  sinks: readonly StepSink[],
  { variables }: Environment,
  run: Run,
): Promise<number> {
  if (inspection === null) return run({ recorder: recordTo(sinks) });
  output.write(`${inspectorLine(inspection.url, paintFor(output, variables))}\n`);
  const watch = inspection.watch(who, sinks);
  try {
    return await run(watch.options);
  } finally {
    await watch.end();
  }
}
