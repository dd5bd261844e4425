import { TraceStream } from '../trace/file.ts';
import type { Recorder } from '../trace/recorder.ts';
import type { Environment } from './environment.ts';
import { safeText } from './safeText.ts';

const FAILED_STATUS = 1;

/**
 * Runs a client or a server and writes its trace.
 *
 * @returns the exit status; never 0 if the trace is not complete
 * @throws TraceFileError if the file cannot be written at all: then nothing runs
 */
export async function runTraced(
  path: string,
  source: 'client' | 'server',
  { stderr }: Environment,
  run: (recorder: Recorder) => Promise<number>,
): Promise<number> {
  const trace = await TraceStream.open(path, source);
  let status = FAILED_STATUS;
  try {
    status = await run(trace.recorder);
  } finally {
    const failure = await trace.close();
    if (failure !== null) {
      stderr.write(`statechat: ${safeText(failure.message)}\n`);
      status ||= FAILED_STATUS;
    }
  }
  return status;
}
