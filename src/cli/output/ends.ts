/** What becomes of the output when the process ends, or when the output does. */
import { closeSync } from 'node:fs';
import { isatty } from 'node:tty';
import { safeText } from '../../chat/display/safeText.ts';
import type { Output } from '../environment.ts';
import type { ProcessOutput } from './processOutput.ts';
import type { SystemError } from './put.ts';

interface Outputs {
  readonly stdout: ProcessOutput;
  readonly stderr: ProcessOutput;
}

/** Who has asked for the end by a signal waits no longer for what nobody reads. */
const PATIENCE_MS = 3_000;
const FAILED_STATUS = 1;

/** Says on standard error, once, that what is printed cannot be written; nobody crashes. */
export function tellWriteErrors({ stdout, stderr }: Outputs): void {
  const tell = (what: string) => stderr.write(`statechat: ${what}\n`);
  stderr.on('error', () => {});
  stdout.on('error', ({ code, message }: SystemError) => {
    // A closed pipe or terminal matters to some commands and not to others: they say it.
    if (code !== 'EPIPE' && code !== 'EIO') tell(`cannot write the output: ${safeText(message)}`);
  });
  stdout.once('full', () => {
    tell('cannot write the output: the disk is full. What is printed waits until it has room');
  });
}

/** Says, where that is not the end of the program, that nobody reads the output any more. */
export function tellClosed(stderr: Output): void {
  stderr.write('statechat: the output is closed: nothing more is printed, and the chat goes on\n');
}

/**
 * Waits until what was written is read, but not for ever: somebody wants the program to end.
 *
 * @param forced settles if nobody waits at all
 */
export async function awaitReader(output: Output, forced: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const read = new Promise<void>((resolve) => {
    output.write('', () => resolve());
    timer = setTimeout(resolve, PATIENCE_MS);
  });
  await Promise.race([read, forced]);
  clearTimeout(timer);
  // Nothing is kept for whom nobody waits any more.
  if (output.writableLength > 0) output.destroy();
}

/**
 * Ends the process when what was written has left. An input that is still open does not hold it;
 * whoever does not wait for a reader ends it with a signal.
 */
export async function leave(status: number, { stdout, stderr }: Outputs): Promise<never> {
  await Promise.all([stdout.settled(), stderr.settled()]);
  closeLostTerminals();
  process.exit(stdout.isStalled ? status || FAILED_STATUS : status);
}

/**
 * Before it exits Node resets every terminal that it began with, and Node 20 takes it for a fault of
 * its own, and crashes, if one of them is gone. It passes over those that are closed.
 */
function closeLostTerminals(): void {
  for (const { fd, isTTY } of [process.stdin, process.stdout, process.stderr]) {
    if (isTTY && !isatty(fd)) closeSync(fd);
  }
}
