/** The build that is measured: `dist`, or where STATECHAT_DIST says. */
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const { STATECHAT_DIST = fileURLToPath(new URL('../../dist', import.meta.url)) } = process.env;
const DIRECTORY = resolve(STATECHAT_DIST);

/** What starts the program. */
export const PROGRAM = resolve(DIRECTORY, 'bin/statechat.cjs');

/**
 * @param {string} file path inside the build's `src`
 * @returns {Promise<any>}
 */
export function importDist(file) {
  return import(pathToFileURL(resolve(DIRECTORY, 'src', file)).href);
}
