/** `--trace`: a client or a server that writes down what its machines do. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { runProgram } from '../../src/cli/program.ts';
import { parseTrace } from '../../src/trace/parse.ts';
import type { ClientOptions, ServerOptions } from '../../src/udp/chat.ts';
import { ownFolder } from '../support/folder.ts';
import { FakeWorld } from './fakes.ts';

let folder: string;
let world: FakeWorld;
beforeEach(() => {
  folder = ownFolder();
  world = new FakeWorld();
  world.stdin.end();
  world.onServer = () => world.signals.emit('SIGINT');
});

const CLIENT = ['client', 'ann', '127.0.0.1', '5000', '6001'];
const SERVER = ['server', '5000'];

function optionsGiven(): ClientOptions | ServerOptions | undefined {
  return world.clients[0]?.options ?? world.servers[0];
}

describe.each([
  ['client', CLIENT],
  ['server', SERVER],
])('%s', (source, args) => {
  test('writes a trace that ends with it', async () => {
    const path = join(folder, 'a.jsonl');
    expect(await runProgram([...args, '--trace', path], world)).toBe(0);
    expect(optionsGiven()?.recorder?.count).toBe(0);
    expect(parseTrace(readFileSync(path, 'utf8'))).toEqual({
      header: { trace: 'statechat', version: 1, source },
      steps: [],
      end: { end: true, steps: 0, violation: null },
    });
    expect(world.err).toBe('');
  });

  test('replaces a file only with --force', async () => {
    const path = join(folder, 'a.jsonl');
    writeFileSync(path, 'something older');
    expect(await runProgram([...args, '--trace', path], world)).toBe(1);
    expect(world.err).toBe(
      `statechat: cannot write the trace ${path}: it is there already; --force replaces it\n`,
    );
    expect(optionsGiven()).toBeUndefined();
    expect(readFileSync(path, 'utf8')).toBe('something older');
    expect(await runProgram([...args, '--trace', path, '--force'], world)).toBe(0);
    expect(parseTrace(readFileSync(path, 'utf8')).header.source).toBe(source);
  });

  test('has no recorder unless one is asked for', async () => {
    expect(await runProgram(args, world)).toBe(0);
    expect(optionsGiven()).not.toHaveProperty('recorder');
  });

  test('does not start if the file cannot be written', async () => {
    const path = join(folder, 'no', 'a.jsonl');
    expect(await runProgram([...args, '--trace', path], world)).toBe(1);
    expect(world.err).toBe(
      `statechat: cannot write the trace ${path}: there is no such file or folder\n`,
    );
    expect(optionsGiven()).toBeUndefined();
    expect(await runProgram([...args, '--trace', folder], world)).toBe(1);
    expect(world.err).toMatch(/: it is a folder, not a file\n$/);
  });

  test('leaves no trace of a start that failed, so that the next try needs no --force', async () => {
    world.failure = Object.assign(new Error('port 5000 is in use'), { code: 'EADDRINUSE' });
    const path = join(folder, 'a.jsonl');
    expect(await runProgram([...args, '--trace', path], world)).toBe(1);
    expect(world.err).toBe('statechat: port 5000 is in use\n');
    expect(existsSync(path)).toBe(false);
    world.failure = null;
    expect(await runProgram([...args, '--trace', path], world)).toBe(0);
    expect(parseTrace(readFileSync(path, 'utf8')).end).not.toBeNull();
  });

  test('regression: a start that failed leaves the former trace, with --force too', async () => {
    world.failure = Object.assign(new Error('port 5000 is in use'), { code: 'EADDRINUSE' });
    const path = join(folder, 'a.jsonl');
    writeFileSync(path, 'something older');
    expect(await runProgram([...args, '--trace', path, '--force'], world)).toBe(1);
    expect(readFileSync(path, 'utf8')).toBe('something older');
    expect(readdirSync(folder)).toEqual(['a.jsonl']);
  });

  test.skipIf(!existsSync('/dev/full'))('says so if the trace is not complete', async () => {
    expect(await runProgram([...args, '--trace', '/dev/full'], world)).toBe(1);
    expect(world.err).toBe('statechat: cannot write the trace /dev/full: the disk is full\n');
    expect(optionsGiven()).toBeDefined();
  });

  test('a wrong argument leaves the file alone', async () => {
    const path = join(folder, 'a.jsonl');
    expect(await runProgram([...args, '--loss', '2', '--trace', path], world)).toBe(2);
    expect(existsSync(path)).toBe(false);
  });
});
