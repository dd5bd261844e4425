/** What stands on the command line of the lab, checked before anything runs. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { quoted } from '../arguments.ts';
import { UsageError } from '../usageError.ts';

/** A whole number from `least` to `most`; `option` says which one it is. */
export function parseWhole(text: string, option: string, least: number, most: number): number {
  const number = /^[0-9]{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(
    `${option} must be a whole number from ${least} to ${most}, not ${quoted(text)}`,
  );
}

/** A share from 0 to 1. */
export function parseShare(text: string, option: string): number {
  const share = /^(\d+|\d*\.\d+)$/.test(text) ? Number(text) : Number.NaN;
  if (share >= 0 && share <= 1) return share;
  throw new UsageError(
    `${option} must be a share from 0 to 1, such as 0.3 for three in ten, not ${quoted(text)}`,
  );
}

/** One of a few words. */
export function parseChoice<T extends string>(
  text: string,
  option: string,
  choices: readonly T[],
): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice !== undefined) return choice;
  const last = choices.at(-1);
  const list = `${choices.slice(0, -1).join(', ')} or ${last}`;
  throw new UsageError(`${option} must be ${list}, not ${quoted(text)}`);
}

/** A folder to write to. Found out now, not when there is something to write at last. */
export async function checkFolder(path: string, option: string): Promise<string> {
  const folder = await stat(path).catch(() => null);
  if (folder?.isDirectory() !== true) {
    throw new UsageError(`${option} must be a folder that exists, not ${quoted(path)}`);
  }
  await access(path, constants.W_OK).catch(() => {
    throw new UsageError(`${option} must be a folder that can be written, not ${quoted(path)}`);
  });
  return path;
}
