import { serverLines, serverOnlineLine } from '../../chat/words/lines.ts';
import { paintFor } from '../../chat/words/paint.ts';
import type { ServerOptions } from '../../udp/chat.ts';
import { Batch } from '../batch.ts';
import type { Environment } from '../environment.ts';
import { Interruptions } from '../interruptions.ts';

/** What may wait for a slow reader of the server's lines; beyond it lines are left out. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** Runs a server until it is asked to end; resolves with the exit status. */
export async function runServer(
  options: Omit<ServerOptions, 'onNotice'>,
  environment: Environment,
): Promise<number> {
  const { stdout, signals, variables } = environment;
  const paint = paintFor(stdout, variables);
  const batch = new Batch(printer(environment));
  // A server whose lines nobody reads any more serves on.
  stdout.on('error', () => {});

  const server = await environment.startServer({
    ...options,
    onNotice: (notice) => batch.add(serverLines(notice, paint)),
  });
  batch.add([serverOnlineLine(server.address.ip, server.address.port, paint)]);

  const closed = new Promise<number>((resolve, reject) => {
    const close = () => server.close().then(() => resolve(0), reject);
    new Interruptions(signals, close).forced.then(resolve);
  });
  try {
    return await closed;
  } finally {
    batch.flush();
  }
}

/** Writes lines, and says how many it left out because nobody read them. */
function printer({ stdout }: Environment): (lines: readonly string[]) => void {
  let left = 0;
  return (lines) => {
    if (stdout.writableLength > MAX_WAITING_BYTES) {
      left += lines.length;
      return;
    }
    const gap = left === 0 ? [] : [`>>> [${left} lines were left out: they were not read in time]`];
    left = 0;
    stdout.write(`${[...gap, ...lines].join('\n')}\n`);
  };
}
