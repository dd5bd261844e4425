/** The top line: what story this is, how long it is, and what can be done with it. */
import { safeText } from '../../../../chat/display/safeText.ts';
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
import { Button } from '../../widgets/button.tsx';

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
          <Button onClick={() => openLive(NOWHERE)}>Live</Button>
        )}
        <Button onClick={chooseFile}>Open…</Button>
        <Button onClick={() => openNewPlay()}>New play</Button>
        <Menu title="Tour">
          <TourItems />
        </Menu>
        {story && <ExportMenu />}
        {story && <Button onClick={copyLink}>Copy link</Button>}
        <Button onClick={openHelp} label="Keyboard help">
          ?
        </Button>
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
    <Button onClick={() => continuePlay(log, `${title}, continued`)}>Continue this play</Button>
  );
}

function ExportMenu() {
  return (
    <Menu title="Export">
      <Button onClick={saveSpaceTime}>Space-time diagram (SVG)</Button>
      <Button onClick={saveStatechart}>Statechart (SVG)</Button>
      <Button onClick={saveReport}>Report that needs no server (HTML)</Button>
    </Menu>
  );
}
