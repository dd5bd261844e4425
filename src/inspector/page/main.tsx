import './style/theme.css';
import './style/base.css';
import './style/view.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { listenToKeyboard } from './shell/keyboard/keyboard.ts';
import { openAtLoad } from './sources/atLoad.ts';
import { watchWidth } from './state/layout.ts';
import { startPlaceLink } from './state/placeLink.ts';
import { startPlayer } from './state/player.ts';

const root = document.getElementById('root');
if (root) {
  watchWidth();
  startPlayer();
  startPlaceLink();
  listenToKeyboard();
  render(<App />, root);
  void openAtLoad();
}
