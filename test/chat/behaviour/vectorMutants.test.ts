/**
 * What somebody did wrong shows in at least one of the vectors. The mutants are made of what was built,
 * as text, so that each is a program of its own.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import type * as codecModule from '../../../src/chat/wire/codec.ts';
import type * as datagramModule from '../../../src/chat/wire/datagram.ts';
import { fromHex, join as joined, packetOf, toHex, vectors } from '../support/vectors.ts';
import type { Behaviour, Endpoints } from './behaviour.ts';
import { play } from './behaviour.ts';
import type { VectorMutant } from './vectorMutants.ts';
import { BEHAVIOUR_MUTANTS, CODEC_MUTANTS } from './vectorMutants.ts';

type Codec = typeof codecModule & typeof datagramModule;

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
// Below node_modules: what is there is loaded as it is, and finds its packages.
mkdirSync(join(ROOT, 'node_modules/.cache'), { recursive: true });
const FOLDER = mkdtempSync(join(ROOT, 'node_modules/.cache/statechat-mutants-'));
afterAll(() => rmSync(FOLDER, { recursive: true }));

const { behaviours } = JSON.parse(
  readFileSync(join(ROOT, 'docs/protocol-behaviour.json'), 'utf8'),
) as { behaviours: Behaviour[] };

let builds = 0;

/** A build of the chat, with something wrong in it. */
function build(mutant?: VectorMutant): string {
  const folder = join(FOLDER, String(builds++));
  const isCode = (source: string) => !/\.(ts|map)$/.test(source);
  for (const part of ['machines', 'src/chat']) {
    cpSync(join(ROOT, 'dist', part), join(folder, part), { recursive: true, filter: isCode });
  }
  if (!mutant) return folder;
  const file = join(folder, 'src/chat', mutant.file);
  const code = readFileSync(file, 'utf8');
  expect(code.split(mutant.code).length, 'places where the mutant is').toBe(2);
  writeFileSync(
    file,
    code.replace(mutant.code, () => mutant.instead),
  );
  return folder;
}

async function load<T>(folder: string, ...files: readonly string[]): Promise<T> {
  const modules = files.map((file) => import(pathToFileURL(join(folder, 'src/chat', file)).href));
  return Object.assign({}, ...(await Promise.all(modules)));
}

/** Names of the vectors of packets that this build does not meet. */
async function failedVectors(folder: string): Promise<string[]> {
  const codec = await load<Codec>(folder, 'wire/codec.js', 'wire/datagram.js');
  const { decodeDatagram, decodeControl, decodeMessage, isStreamCode } = codec;
  const bodyOf = (code: number, body: Uint8Array) =>
    isStreamCode(code) ? decodeMessage(code, body) : decodeControl(code, body);
  const failed: string[] = [];
  for (const { name, hex, header, frames } of vectors.datagrams) {
    const read = decodeDatagram(fromHex(hex));
    const packets = read?.frames.map(({ code, body }) => bodyOf(code, body));
    const wanted = frames.map(({ packet }) => packetOf(packet));
    const isRead = isDeepStrictEqual([read?.header, packets], [header, wanted]);
    const sent = frames.map(({ packet, ...frame }) => {
      return { ...frame, body: codec.encodeBody(packetOf(packet)) };
    });
    if (!isRead || toHex(codec.encodeDatagram(header, sent)) !== hex) failed.push(name);
  }
  for (const { name, packet, datagrams } of vectors.messages) {
    const longest = Math.max(...datagrams.map((hex) => hex.length / 2));
    const { MAX_BODY_BYTES, HEADER_BYTES, FRAME_HEADER_BYTES } = codec;
    if (longest !== MAX_BODY_BYTES + HEADER_BYTES + FRAME_HEADER_BYTES) failed.push(name);
    const whole = codec.encodeBody(packetOf(packet));
    if (bodyOf(codec.codeOf(packet.kind), whole) === null) failed.push(name);
  }
  for (const vector of vectors.rejected) {
    const isTaken = (bytes: Uint8Array) =>
      vector.stage === 'datagram'
        ? decodeDatagram(bytes) !== null
        : bodyOf(vector.code, bytes) !== null;
    const isRight = !isTaken(joined(vector.parts)) && isTaken(joined(vector.mended));
    if (!isRight) failed.push(vector.reason);
  }
  return failed;
}

/** Names of the behaviours that this build does not have. */
async function failedBehaviours(folder: string): Promise<string[]> {
  const endpoints = await load<Endpoints>(
    folder,
    'server/serverEndpoint.js',
    'client/clientEndpoint.js',
  );
  return behaviours.filter((each) => !isPlayed(endpoints, each)).map(({ name }) => name);
}

function isPlayed(endpoints: Endpoints, behaviour: Behaviour): boolean {
  try {
    return isDeepStrictEqual(play(endpoints, behaviour), behaviour);
  } catch {
    return false;
  }
}

test('what was built meets every vector', async () => {
  const folder = build();
  expect(await failedVectors(folder)).toEqual([]);
  expect(await failedBehaviours(folder)).toEqual([]);
});

describe('a codec that takes', () => {
  test.each(CODEC_MUTANTS)('$bug', async (mutant) => {
    expect(await failedVectors(build(mutant))).not.toEqual([]);
  });
});

describe('an endpoint of which it is true that', () => {
  test.each(BEHAVIOUR_MUTANTS)('$bug', async (mutant) => {
    expect(await failedBehaviours(build(mutant))).not.toEqual([]);
  });
});
