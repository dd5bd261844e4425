import type { ColorVariables } from '../chat/display/paint.ts';
import type { FolderVariables } from './folders.ts';

/** The environment variables that matter: colours, folders, and the user's settings. */
export interface Variables extends ColorVariables, FolderVariables {
  readonly STATECHAT_NAME?: string | undefined;
  readonly STATECHAT_SERVER?: string | undefined;
  readonly STATECHAT_COLOR?: string | undefined;
  readonly STATECHAT_TIME?: string | undefined;
  readonly STATECHAT_BELL?: string | undefined;
  readonly STATECHAT_TALK?: string | undefined;
  /** Set inside tmux. */
  readonly TMUX?: string | undefined;
  /** Set inside GNU screen. */
  readonly STY?: string | undefined;
  /** `exec` below npx. */
  readonly npm_command?: string | undefined;
  /** A folder of the user's own for files that end with the session. */
  readonly XDG_RUNTIME_DIR?: string | undefined;
}
