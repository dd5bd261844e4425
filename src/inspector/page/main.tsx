import { render } from 'preact';
import { App } from './app.tsx';
import { listenToKeyboard } from './shell/keyboard.ts';
import { watchWidth } from './shell/layoutState.ts';
import { startPlaceLink } from './shell/placeLink.ts';
import { startPlayer } from './shell/player.ts';
import { openAtLoad } from './sources/atLoad.ts';
import './theme.css';
import './shell/shell.css';

const root = document.getElementById('root');
if (root) {
  watchWidth();
  startPlayer();
  startPlaceLink();
  listenToKeyboard();
  render(<App />, root);
  void openAtLoad();
}
