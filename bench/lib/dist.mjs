/** The build that is measured: `dist`, or where STATECHAT_DIST says. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const { STATECHAT_DIST = fileURLToPath(new URL('../../dist', import.meta.url)) } = process.env;
const DIRECTORY = resolve(STATECHAT_DIST);

/**
 * @param {string} file path inside the build's `src`
 * @returns {string} its full path
 */
export function distPath(file) {
  return resolve(DIRECTORY, 'src', file);
}

/** @param {string} file path inside the build's `src` */
export function isBuilt(file) {
  return existsSync(distPath(file));
}

/**
 * @param {string} file path inside the build's `src`
 * @returns {Promise<any>}
 */
export function importDist(file) {
  return import(pathToFileURL(distPath(file)).href);
}
