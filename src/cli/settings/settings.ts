/**
 * What a user sets once and not on every command line: in the environment, or in a file. What is
 * said on the command line counts most, then the environment, then the file.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isName, NAME_RULE } from '../../chat/names.ts';
import { quoted } from '../arguments.ts';
import { userFolder } from '../folders.ts';
import { parseServer } from '../serverTarget.ts';
import { UsageError } from '../usageError.ts';
import type { Variables } from '../variables.ts';
import type { ColorWish } from './color.ts';
import { COLOR_RULE, isColorWish } from './color.ts';

export interface Settings {
  /** What the others call the user. */
  readonly name?: string | undefined;
  /** `<host>[:<port>]` */
  readonly server?: string | undefined;
  readonly color?: ColorWish | undefined;
  /** Whether lines begin with the time of day. */
  readonly time?: boolean | undefined;
  /** Whether the terminal's bell rings when somebody wants the user. */
  readonly bell?: boolean | undefined;
  /** Whether a line that is no command is a message. */
  readonly talk?: boolean | undefined;
}

type Key = keyof Settings;

/** What a setting may be, in words for the user, and what a variable's text stands for. */
interface Kind {
  readonly rule: string;
  accepts(value: unknown): boolean;
  read(text: string): unknown;
}

const TRUTHS: Readonly<Record<string, boolean>> = { 1: true, true: true, 0: false, false: false };

const NAME: Kind = {
  rule: NAME_RULE.replace(/^a name is/, 'a name of'),
  accepts: (value) => typeof value === 'string' && isName(value.normalize('NFC')),
  read: (text) => text,
};
const SERVER: Kind = {
  rule: 'a server such as example.org, example.org:6000 or [::1]:6000',
  accepts: (value) => typeof value === 'string' && isServer(value),
  read: (text) => text,
};
const WISH: Kind = {
  rule: COLOR_RULE,
  accepts: isColorWish,
  read: (text) => text,
};
const TRUTH: Kind = {
  rule: 'true or false',
  accepts: (value) => typeof value === 'boolean',
  read: (text) => TRUTHS[text.toLowerCase()] ?? text,
};

const KINDS: Readonly<Record<Key, Kind>> = {
  name: NAME,
  server: SERVER,
  color: WISH,
  time: TRUTH,
  bell: TRUTH,
  talk: TRUTH,
};

const VARIABLES: Readonly<Record<Key, keyof Variables>> = {
  name: 'STATECHAT_NAME',
  server: 'STATECHAT_SERVER',
  color: 'STATECHAT_COLOR',
  time: 'STATECHAT_TIME',
  bell: 'STATECHAT_BELL',
  talk: 'STATECHAT_TALK',
};

const FILE = 'config.json';

/**
 * All settings that are made somewhere.
 *
 * @throws UsageError if one is made in a way that cannot be: it names the file or the variable
 */
export function settingsOf(flags: Settings, variables: Variables): Settings {
  const folder = userFolder('config', variables);
  const inFile = folder === null ? {} : fromFile(join(folder, FILE));
  const { NO_COLOR, FORCE_COLOR } = variables;
  // These decide by themselves where they are set; only what is meant for this program counts more.
  const decided: Settings = NO_COLOR || FORCE_COLOR ? { color: 'auto' } : {};
  return { ...inFile, ...decided, ...fromVariables(variables), ...defined(flags) };
}

function fromFile(path: string): Settings {
  const settings = parsedJson(textIn(path), path);
  for (const [key, value] of Object.entries(settings)) {
    const kind = isKey(key) ? KINDS[key] : null;
    if (kind === null) {
      const keys = Object.keys(KINDS).join(', ');
      throw new UsageError(`${path}: there is no setting ${quoted(key)}, only ${keys}`);
    }
    if (kind.accepts(value)) continue;
    throw new UsageError(
      `${path}: ${key} must be ${kind.rule}, not ${quoted(JSON.stringify(value))}`,
    );
  }
  return settings;
}

function textIn(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // No file, no settings; also where a folder on the way is none.
    if (code === 'ENOENT' || code === 'ENOTDIR') return '{}';
    throw new UsageError(`cannot read the settings in ${path}: ${code}`);
  }
}

function parsedJson(text: string, path: string): object {
  let value: unknown;
  try {
    // What some editors put before the first line is not part of it.
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const [problem] = (error as Error).message.split('\n');
    throw new UsageError(`${path} is not JSON: ${problem}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new UsageError(`${path} must hold settings: { "name": "alice" }`);
}

function fromVariables(variables: Variables): Settings {
  const settings = Object.entries(VARIABLES).flatMap(([key, variable]) => {
    const text = variables[variable];
    if (text === undefined || text === '') return [];
    const { rule, accepts, read } = KINDS[key as Key];
    const value = read(text);
    if (accepts(value)) return [[key, value]];
    throw new UsageError(`${variable} must be ${rule}, not ${quoted(text)}`);
  });
  return Object.fromEntries(settings);
}

function defined(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

function isServer(text: string): boolean {
  try {
    parseServer(text);
    return true;
  } catch {
    return false;
  }
}

function isKey(key: string): key is Key {
  return Object.hasOwn(KINDS, key);
}
