/** What stands on the command line of the lab, checked before anything runs. */
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { quoted } from '../arguments.ts';
import { UsageError } from '../usageError.ts';

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
