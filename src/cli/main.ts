#!/usr/bin/env node
/** The program. What it does not need for its answer it does not load. */
import { createRequire } from 'node:module';
import { type Environment, processSurroundings } from './environment.ts';
import { runProgram } from './program.ts';

const { version }: { version: string } = createRequire(import.meta.url)('statechat/package.json');

const environment: Environment = {
  ...processSurroundings(),
  stderr: process.stderr,
  version,
  startClient: async (options) => (await import('../udp/client.ts')).startClient(options),
  startServer: async (options) => (await import('../udp/server.ts')).startServer(options),
  runDemo: async (inspection) => {
    const { runDemo } = await import('../demo/demo.ts');
    return runDemo(environment, inspection);
  },
};

// Whoever minds that nobody reads what is written listens for it; nobody crashes.
process.stdout.on('error', () => {});
process.stderr.on('error', () => {});

const status = await runProgram(process.argv.slice(2), environment);
// What was written leaves first; an input that is still open must not hold the program.
process.stdout.write('', () => process.exit(status));
