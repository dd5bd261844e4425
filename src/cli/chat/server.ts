import { isIPv4 } from 'node:net';
import type { ServerNotice } from '../../../machines/vocabulary.ts';
import type { Address } from '../../chat/address.ts';
import { leftOutJson, serverJson, serverOnlineJson } from '../../chat/display/jsonLines.ts';
import { joinLine, leftOutLine, serverLines, serverOnlineLine } from '../../chat/display/lines.ts';
import { paintFor } from '../../chat/display/paint.ts';
import type { ServerOptions } from '../../udp/chat.ts';
import { clockTime } from '../dialogue/clockTime.ts';
import type { Environment } from '../environment.ts';
import { Interruptions } from '../interruptions.ts';
import { awaitReader, tellClosed } from '../output/ends.ts';
import { Printer } from '../output/printer.ts';
import { serverText } from '../serverTarget.ts';

/** How the server's lines are wanted. */
interface Manner {
  readonly time?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** Whoever has more addresses knows what the others should type. */
const MAX_JOIN_LINES = 8;

/** Runs a server until it is asked to end; resolves with the exit status. */
export async function runServer(
  options: Omit<ServerOptions, 'onNotice'>,
  environment: Environment,
  manner: Manner = {},
): Promise<number> {
  const { stdout, stderr, signals } = environment;
  const words = wordsOf(manner, environment);
  // A server whose lines nobody reads any more serves on.
  const printer = new Printer({ output: stdout, leftOutLine: words.leftOut });
  printer.watch((state) => {
    if (state === 'gone') tellClosed(stderr);
  });

  const server = await environment.startServer({
    ...options,
    onNotice: (notice) => printer.notice(words.notice(notice)),
  });
  const { address } = server;
  printer.notice(words.online(address, joinAddresses(address, environment.ownAddresses())));

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

/** What is printed: lines for people, or objects for programs. */
interface Words {
  notice(notice: ServerNotice): readonly string[];
  online(address: Address, joinAt: readonly string[]): readonly string[];
  leftOut(count: number): string;
}

function wordsOf({ time, json }: Manner, { stdout, variables, now }: Environment): Words {
  if (json) {
    return {
      notice: (notice) => [serverJson(notice, now())],
      online: (address, joinAt) => [serverOnlineJson(address, joinAt, now())],
      leftOut: (count) => leftOutJson(count, now()),
    };
  }
  const paint = paintFor(stdout, variables);
  const stamped = (lines: readonly string[]) =>
    time ? lines.map((line) => `${paint('mark', clockTime(now()))} ${line}`) : lines;
  return {
    notice: (notice) => stamped(serverLines(notice, paint)),
    online: ({ ip, port }, joinAt) =>
      stamped([
        serverOnlineLine(ip, port, paint),
        ...joinAt.map((server) => joinLine(server, paint)),
      ]),
    leftOut: leftOutLine,
  };
}

/** What friends on other machines type for this server: one text for each of its addresses. */
function joinAddresses({ ip, port }: Address, own: readonly string[]): readonly string[] {
  const isEvery = ip === '0.0.0.0' || ip === '::';
  const heard = isEvery ? own.filter((each) => ip === '::' || isIPv4(each)) : [ip];
  return heard
    .filter((each) => own.includes(each))
    .slice(0, MAX_JOIN_LINES)
    .map((each) => serverText({ ip: each, port }));
}
