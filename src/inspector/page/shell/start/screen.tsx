/** Where no story is open: what there is to choose from. */

import { openNewPlay } from '../../play/createPlay.ts';
import { isLooking } from '../../sources/atLoad.ts';
import { chooseFile } from '../../sources/files.ts';
import { hub } from '../../sources/live.ts';
import { source } from '../../state/shared.ts';
import { TourItems } from './tourItems.tsx';
import './start.css';
import { Button } from '../../widgets/button.tsx';

export function StartScreen() {
  if (isLooking.value) {
    return (
      <main class="shell-start">
        <p class="soft" role="status">
          Loading…
        </p>
      </main>
    );
  }
  return (
    <main class="shell-start">
      <h1>See the protocol</h1>
      <p class="shell-lead soft">
        Every behaviour of statechat that takes time is a statechart. Watch the machines at work,
        step by step, forward and back.
      </p>
      <div class="shell-choices">
        <section>
          <h2>A trace</h2>
          <p>
            What <code>statechat lab</code>, a failing property test or <code>--trace</code> wrote.
          </p>
          <Button class="is-main" onClick={chooseFile}>
            Open a trace…
          </Button>
          <p class="soft">or drop the file anywhere on this page</p>
        </section>
        <section>
          <h2>Play</h2>
          <p>
            A server and clients in a world of your own: lose datagrams, cut lines, kill processes,
            turn back time.
          </p>
          <Button class="is-main" onClick={() => openNewPlay()}>
            New play
          </Button>
        </section>
        <section>
          <h2>The tour</h2>
          <p>What can go wrong in a chat over UDP, and what the machines do about it.</p>
          <TourItems />
        </section>
      </div>
      <LiveHint />
    </main>
  );
}

/** How processes that run come here; they are shown as soon as one reports. */
function LiveHint() {
  const isWaiting = source.value?.kind === 'live' && hub.value === 'connected';
  return (
    <p class="soft" role="status">
      {isWaiting ? 'Waiting for running processes to report: ' : 'To watch running processes: '}
      <code>statechat server 5000 --inspect</code>, and <code>--inspect</code> for each client too.
    </p>
  );
}
