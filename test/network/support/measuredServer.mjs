/** A server that says how much memory it keeps whenever it is asked. Run with `--expose-gc`. */
import { startServer } from '../../../dist/src/index.js';

const server = await startServer({ port: 0, host: '127.0.0.1', onNotice: () => {} });

process.on('message', async () => {
  // What was asked before is done first, and what the collection sets free is collected, too.
  for (let i = 0; i < 3; i++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    globalThis.gc();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  process.send({ bytes: heapUsed + arrayBuffers });
});

process.send({ port: server.address.port });
