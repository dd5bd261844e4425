import { serverLines, serverOnlineLine } from '../../chat/words/lines.ts';
import { paintFor } from '../../chat/words/paint.ts';
import type { ServerOptions } from '../../udp/chat.ts';
import type { Environment } from '../environment.ts';
import { Interruptions } from '../interruptions.ts';
import { awaitReader, tellClosed } from '../output/ends.ts';
import { Printer } from '../output/printer.ts';

/** Runs a server until it is asked to end; resolves with the exit status. */
export async function runServer(
  options: Omit<ServerOptions, 'onNotice'>,
  environment: Environment,
): Promise<number> {
  const { stdout, stderr, signals, variables } = environment;
  const paint = paintFor(stdout, variables);
  // A server whose lines nobody reads any more serves on.
  const printer = new Printer({
    output: stdout,
    onReading: (reading) => {
      if (reading === 'ended') tellClosed(stderr);
    },
  });

  const server = await environment.startServer({
    ...options,
    onNotice: (notice) => printer.notice(serverLines(notice, paint)),
  });
  printer.notice([serverOnlineLine(server.address.ip, server.address.port, paint)]);

  let close: () => void = () => {};
  const closed = new Promise<number>((resolve, reject) => {
    close = () => server.close().then(() => resolve(0), reject);
  });
  const { forced } = new Interruptions(signals, () => close());
  try {
    return await Promise.race([closed, forced]);
  } finally {
    printer.close();
    await awaitReader(stdout, forced);
  }
}
