import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { endAtLastLine } from '../../src/trace/freshFile.ts';
import { recordTo } from '../../src/trace/recording.ts';
import { TraceFile, TraceFileError, TraceStream } from '../../src/trace/writer.ts';
import { ownFolder } from '../support/folder.ts';
import { END, HEADER, readWhole, STEPS, textOf } from './sample.ts';

let folder: string;
beforeEach(() => {
  folder = ownFolder();
});

describe('a run that does not pause', () => {
  test('a file is read as it was written', async () => {
    const path = join(folder, 'a.jsonl');
    const file = new TraceFile(path, { source: 'lab' });
    for (const step of STEPS) file.write(step);
    file.write(END);
    file.close();
    expect(readFileSync(path, 'utf8')).toBe(textOf(HEADER, ...STEPS, END));
    expect(readWhole(path)).toEqual({ header: HEADER, steps: STEPS, end: END });
  });

  test('a long trace is written in many pieces', async () => {
    const path = join(folder, 'long.jsonl');
    const file = new TraceFile(path, { source: 'lab' });
    const [first] = STEPS;
    const steps = Array.from({ length: 2_000 }, (_, i) => ({ ...first, step: i + 1, node: '€' }));
    for (const step of steps) file.write(step as (typeof STEPS)[0]);
    file.write(END);
    file.close();
    expect(readWhole(path).steps).toEqual(steps);
  });
});

describe('a file that cannot be written', () => {
  test('of a run that does not pause', () => {
    const path = join(folder, 'no', 'a.jsonl');
    expect(() => new TraceFile(path, { source: 'lab' })).toThrow(TraceFileError);
    expect(() => new TraceFile(folder, { source: 'lab' })).toThrow('it is a folder');
  });

  test('of a real process', async () => {
    const opening = TraceStream.open(join(folder, 'no', 'a.jsonl'), 'client');
    await expect(opening).rejects.toThrow(/^cannot write the trace .*there is no such file/);
    await expect(opening).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test.skipIf(process.platform !== 'linux')('because the disk is full', async () => {
    const told: string[] = [];
    const onFailure = ({ message }: Error) => told.push(message);
    const trace = await TraceStream.open('/dev/full', 'client', { onFailure });
    recordTo([trace]).step('n', { kind: 'start' }, () => {});
    expect(await trace.close()).toMatchObject({
      code: 'ENOSPC',
      message: 'cannot write the trace /dev/full: the disk is full',
    });
    expect(told).toEqual(['cannot write the trace /dev/full: the disk is full']);
    const file = new TraceFile('/dev/full', { source: 'lab' });
    expect(() => file.close()).toThrow('the disk is full');
  });
});

test.each([
  ['whole\nhalf', 'whole\n'],
  ['whole\n', 'whole\n'],
  ['half', ''],
  ['', ''],
  [`whole\n${'x'.repeat(200_000)}`, 'whole\n'],
])('of a file only whole lines are left', async (text, left) => {
  const path = join(folder, 'cut.jsonl');
  writeFileSync(path, text);
  await endAtLastLine(path);
  expect(readFileSync(path, 'utf8')).toBe(left);
});

describe('a real process', () => {
  test('writes each step, and an end', async () => {
    const path = join(folder, 'real.jsonl');
    const trace = await TraceStream.open(path, 'server');
    const recorder = recordTo([trace]);
    recorder.step('server', { kind: 'start' }, () => recorder.notice('n'));
    expect(await trace.close()).toBeNull();
    const { header, steps, end } = readWhole(path);
    expect(header).toEqual({ trace: 'statechat', version: 1, source: 'server' });
    expect(steps).toMatchObject([{ step: 1, cause: { kind: 'start' }, notices: ['n'] }]);
    expect(steps[0]?.atMs).toBeGreaterThanOrEqual(0);
    expect(end).toEqual({ end: true, steps: 1, violation: null });
  });

  test('regression: a command that comes after the end is no failure of the file', async () => {
    const path = join(folder, 'late.jsonl');
    const failures: TraceFileError[] = [];
    const onFailure = (failure: TraceFileError) => failures.push(failure);
    const trace = await TraceStream.open(path, 'client', { onFailure });
    const recorder = recordTo([trace]);
    recorder.step('n', { kind: 'start' }, () => {});
    const closed = trace.close();
    recorder.step('n', { kind: 'command', command: { kind: 'help' } }, () => {});
    expect(await closed).toBeNull();
    expect(failures).toEqual([]);
    expect(readWhole(path)).toMatchObject({ steps: [{ step: 1 }], end: { steps: 1 } });
  });

  test('is for its owner only, and replaces no file unless it is told to', async () => {
    const path = join(folder, 'there.jsonl');
    const former = await TraceStream.open(path, 'server');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const opening = TraceStream.open(path, 'client');
    await expect(opening).rejects.toThrow('it is there already; --force replaces it');
    const trace = await TraceStream.open(path, 'client', { force: true });
    // Nobody writes into the other's file.
    recordTo([former]).step('server', { kind: 'start' }, () => {});
    expect(await former.close()).toBeNull();
    expect(await trace.close()).toBeNull();
    expect(readWhole(path)).toMatchObject({ header: { source: 'client' }, steps: [] });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('is removed if it held nothing, and if it is a file, and its own', async () => {
    const path = join(folder, 'empty.jsonl');
    const empty = await TraceStream.open(path, 'server');
    expect(empty.isEmpty).toBe(true);
    await empty.discard();
    expect(readdirSync(folder)).toEqual([]);

    const former = await TraceStream.open(path, 'server');
    const other = await TraceStream.open(path, 'client', { force: true });
    recordTo([other]).step('n', { kind: 'start' }, () => {});
    expect(other.isEmpty).toBe(false);
    await former.discard();
    await other.close();
    expect(readWhole(path).steps).toHaveLength(1);

    const device = join(folder, 'null');
    symlinkSync('/dev/null', device);
    await (await TraceStream.open(device, 'server', { force: true })).discard();
    expect(existsSync(device)).toBe(true);
  });

  test('takes the place of another file with the first step, and leaves it if there is none', async () => {
    const path = join(folder, 'there.jsonl');
    writeFileSync(path, 'older');
    const vain = await TraceStream.open(path, 'server', { force: true });
    await vain.discard();
    expect(readFileSync(path, 'utf8')).toBe('older');
    const trace = await TraceStream.open(path, 'server', { force: true });
    expect(readFileSync(path, 'utf8')).toBe('older');
    recordTo([trace]).step('n', { kind: 'start' }, () => {});
    expect(readFileSync(path, 'utf8')).not.toBe('older');
    expect(await trace.close()).toBeNull();
    expect(readWhole(path).steps).toHaveLength(1);
    expect(readdirSync(folder)).toEqual(['there.jsonl']);
  });

  test('says so once if it cannot take the place of another', async () => {
    const path = join(folder, 'there.jsonl');
    writeFileSync(path, 'older');
    const told: string[] = [];
    const onFailure = ({ message }: Error) => told.push(message);
    const trace = await TraceStream.open(path, 'server', { force: true, onFailure });
    rmSync(path);
    mkdirSync(path);
    recordTo([trace]).step('n', { kind: 'start' }, () => {});
    expect(await trace.close()).toMatchObject({ code: 'EISDIR' });
    expect(told).toEqual([`cannot write the trace ${path}: it is a folder, not a file`]);
  });

  test('does not wait for a slow disk: steps are left out, and the end counts them', async () => {
    const path = join(folder, 'slow.jsonl');
    const trace = await TraceStream.open(path, 'server');
    const recorder = recordTo([trace]);
    const text = 'x'.repeat(1024 * 1024);
    // No turn of the event loop in between: nothing leaves meanwhile.
    for (let i = 0; i < 40; i++) {
      recorder.step('server', { kind: 'start' }, () => recorder.notice(text));
    }
    expect(await trace.close()).toBeNull();
    const { steps, end } = readWhole(path);
    expect(steps.length).toBeGreaterThan(10);
    expect(steps.length).toBeLessThan(20);
    expect(end?.steps).toBe(40);
  });
});
