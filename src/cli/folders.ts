/**
 * Where a user's own files are. Linux and macOS: as the XDG Base Directory Specification says.
 * Windows: in the two folders that it has for this. Who sets the XDG variables is obeyed there, too.
 */
import { posix, win32 } from 'node:path';

/** What is kept: what the user writes, or what the program remembers between two sessions. */
type Purpose = 'config' | 'state';

/** Environment variables that say where. */
export interface FolderVariables {
  readonly HOME?: string | undefined;
  readonly XDG_CONFIG_HOME?: string | undefined;
  readonly XDG_STATE_HOME?: string | undefined;
  /** Windows: settings, which follow the user from machine to machine. */
  readonly APPDATA?: string | undefined;
  /** Windows: what belongs to this machine. */
  readonly LOCALAPPDATA?: string | undefined;
}

const FOLDER = 'statechat';
const UNDER_HOME: Readonly<Record<Purpose, string>> = { config: '.config', state: '.local/state' };

/**
 * The folder of this program for a purpose. It need not exist yet.
 *
 * @returns null if the user has no place for it, as a service that runs without a home
 */
export function userFolder(
  purpose: Purpose,
  variables: FolderVariables,
  platform: NodeJS.Platform = process.platform,
): string | null {
  const { isAbsolute, join } = platform === 'win32' ? win32 : posix;
  const isConfig = purpose === 'config';
  const { XDG_CONFIG_HOME, XDG_STATE_HOME, APPDATA, LOCALAPPDATA, HOME } = variables;
  const named = isConfig ? XDG_CONFIG_HOME : XDG_STATE_HOME;
  // The specification: a path that is not absolute is to be ignored.
  if (named !== undefined && isAbsolute(named)) return join(named, FOLDER);
  if (platform === 'win32') {
    const given = isConfig ? APPDATA : LOCALAPPDATA;
    return given !== undefined && isAbsolute(given) ? join(given, FOLDER) : null;
  }
  return HOME !== undefined && isAbsolute(HOME) ? join(HOME, UNDER_HOME[purpose], FOLDER) : null;
}
