/** The keyboard, wherever the focus is. */
import { chooseFile } from '../../sources/files.ts';
import { focusSearch, showView } from '../../state/layout.ts';
import { goToNeighbour, player } from '../../state/player.ts';
import { viewNames } from '../columns/views.tsx';
import { openGoTo, openHelp } from './dialogs.tsx';
import type { Focus, KeyCommand } from './keys.ts';
import { commandOf } from './keys.ts';

/** Listens until the page is closed. A key that somebody else took is not taken again. */
export function listenToKeyboard(): void {
  window.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
    const command = commandOf(event, focusOf(event.target));
    if (command === null) return;
    event.preventDefault();
    obey(command);
  });
}

function obey(command: KeyCommand): void {
  switch (command.do) {
    case 'toggle':
      player.send({ type: 'toggle' });
      break;
    case 'step':
      player.send({ type: 'step', way: command.way });
      break;
    case 'neighbour':
      goToNeighbour(command.way);
      break;
    case 'toStart':
      player.send({ type: 'toStart' });
      break;
    case 'toEnd':
      player.send({ type: 'toEnd' });
      break;
    case 'speed':
      player.send({ type: 'changeSpeed', way: command.way });
      break;
    case 'search':
      focusSearch();
      break;
    case 'view': {
      const name = viewNames()[command.number - 1];
      if (name) showView(name);
      break;
    }
    case 'goTo':
      openGoTo();
      break;
    case 'help':
      openHelp();
      break;
    case 'open':
      chooseFile();
      break;
  }
}

function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof HTMLElement)) return 'other';
  if (target.isContentEditable || target.closest('input, textarea, select')) return 'input';
  const pushed = 'button, a[href], summary, [role="button"], [role="tab"], [role="option"]';
  return target.closest(pushed) ? 'button' : 'other';
}
