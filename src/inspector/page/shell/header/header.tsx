/** The top line: what story this is, how long it is, and what can be done with it. */
import { safeText } from '../../../../chat/words/safeText.ts';
import { continuePlay, openNewPlay, savedLog } from '../../play/createPlay.ts';
import { isServedLive } from '../../sources/atLoad.ts';
import { chooseFile } from '../../sources/files.ts';
import { openLive } from '../../sources/live.ts';
import { hasBegun } from '../../sources/stories.ts';
import { NOWHERE } from '../../state/place.ts';
import { source } from '../../state/shared.ts';
import { Menu } from '../../widgets/menu.tsx';
import { openHelp } from '../keyboard/dialogs.tsx';
import { TourItems } from '../start/tourItems.tsx';
import { Counts } from './counts.tsx';
import { copyLink, saveReport, saveSpaceTime, saveStatechart } from './exports.ts';
import './header.css';

export function Header() {
  const story = hasBegun.value ? source.value : null;
  return (
    <header class="shell-header">
      <p class="shell-brand">statechat</p>
      {story && (
        <h1 class="shell-title">
          <span class={`shell-kind is-${story.kind}`}>{story.kind}</span>
          <bdi class="clipped" title={safeText(story.title)}>
            {safeText(story.title)}
          </bdi>
        </h1>
      )}
      {story && <Counts />}
      <nav class="shell-actions" aria-label="Stories and exports">
        <ContinueButton />
        {isServedLive.value && source.value?.kind !== 'live' && (
          <button type="button" onClick={() => openLive(NOWHERE)}>
            Live
          </button>
        )}
        <button type="button" onClick={chooseFile}>
          Open…
        </button>
        <button type="button" onClick={() => openNewPlay()}>
          New play
        </button>
        <Menu title="Tour">
          <TourItems />
        </Menu>
        {story && <ExportMenu />}
        {story && (
          <button type="button" onClick={copyLink}>
            Copy link
          </button>
        )}
        <button type="button" onClick={openHelp} aria-label="Keyboard help">
          ?
        </button>
      </nav>
    </header>
  );
}

/** A play that was saved can be taken up where it ended. */
function ContinueButton() {
  const log = savedLog.value;
  const title = source.value?.title;
  if (log === null || title === undefined) return null;
  return (
    <button type="button" onClick={() => continuePlay(log, `${title}, continued`)}>
      Continue this play
    </button>
  );
}

function ExportMenu() {
  return (
    <Menu title="Export">
      <button type="button" onClick={saveSpaceTime}>
        Space-time diagram (SVG)
      </button>
      <button type="button" onClick={saveStatechart}>
        Statechart (SVG)
      </button>
      <button type="button" onClick={saveReport}>
        Report that needs no server (HTML)
      </button>
    </Menu>
  );
}
