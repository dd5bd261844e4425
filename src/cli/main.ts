#!/usr/bin/env node
/** The program. What it does not need for its answer it does not load. */
import { createRequire } from 'node:module';
import { ownAddresses } from '../udp/ip.ts';
import type { Environment } from './environment.ts';
import { leave, tellWriteErrors } from './output/ends.ts';
import { runProgram } from './program.ts';
import { processSurroundings } from './surroundings.ts';

const require = createRequire(import.meta.url);
const surroundings = processSurroundings();
const environment: Environment = {
  ...surroundings,
  version: () => require('statechat/package.json').version,
  ownAddresses,
  lookUp: async (host) => (await import('../udp/lookUp.ts')).lookUp(host),
  findServer: async (addresses, lossRate) =>
    (await import('../udp/findServer.ts')).findServer(addresses, lossRate),
  startClient: async (options) => (await import('../udp/client.ts')).startClient(options),
  startServer: async (options) => (await import('../udp/server.ts')).startServer(options),
  runDemo: async (inspection) => {
    const { runDemo } = await import('../demo/demo.ts');
    return runDemo(environment, inspection);
  },
};

tellWriteErrors(surroundings);
void runProgram(process.argv.slice(2), environment).then((status) => leave(status, surroundings));
