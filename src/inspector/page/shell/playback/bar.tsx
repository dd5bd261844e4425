/** Moves the cursor: buttons, a slider over all steps, the speed. */

import { SPEEDS, shortenedGapMs } from '../../state/pace.ts';
import { player, playerState, startOf } from '../../state/player.ts';
import { cursor, revision, seek, timeline } from '../../state/shared.ts';
import { formatCount, formatSpeed, formatTime } from '../../widgets/format.ts';
import { openGoTo } from '../keyboard/dialogs.tsx';
import { SeekMarks } from './seekMarks.tsx';
import './playback.css';
import { Button } from '../../widgets/button.tsx';

export function PlaybackBar() {
  const state = playerState.value;
  const isPaused = state.matches('paused');
  return (
    <section class="shell-playback" aria-label="Transport">
      <div class="shell-buttons">
        <IconButton icon="start" label="To the start" onClick={() => send({ type: 'toStart' })} />
        <IconButton icon="back" label="Step back" onClick={() => send({ type: 'step', way: -1 })} />
        <IconButton
          icon={isPaused ? 'play' : 'pause'}
          label={isPaused ? 'Play' : 'Pause'}
          onClick={() => send({ type: 'toggle' })}
        />
        <IconButton
          icon="forward"
          label="Step forward"
          onClick={() => send({ type: 'step', way: 1 })}
        />
        <EndButton />
      </div>
      <SeekSlider />
      <Where />
      <Speed />
    </section>
  );
}

const send = player.send;

/** In a story that grows, its end is followed. */
function EndButton() {
  const isFollowing = playerState.value.matches('following');
  const canFollow = playerState.value.context.deck.story()?.isGrowing ?? false;
  const onClick = () => send({ type: 'toEnd' });
  if (!canFollow) return <IconButton icon="end" label="To the end" onClick={onClick} />;
  return (
    <Button class="shell-iconButton" aria-pressed={isFollowing} onClick={onClick}>
      <Icon name="end" /> Follow
    </Button>
  );
}

function SeekSlider() {
  revision.value;
  const story = timeline.value;
  if (story === null) return null;
  const position = cursor.value;
  return (
    <div class="shell-seek">
      <input
        type="range"
        aria-label="Step"
        aria-valuetext={placeText(position, story.last, atMsOf(position))}
        min={startOf(story.first)}
        max={Math.max(story.last, 1)}
        value={position}
        onInput={({ currentTarget }) => {
          seek(currentTarget.valueAsNumber);
        }}
      />
      <SeekMarks />
    </div>
  );
}

/** The time and the number of the step; a click asks for another one. */
function Where() {
  revision.value;
  const position = cursor.value;
  const last = timeline.value?.last ?? 0;
  const { speed } = playerState.value.context;
  const isPlaying = playerState.value.matches('playing');
  const story = timeline.value;
  const gapMs = isPlaying && story ? shortenedGapMs(story, position, speed) : null;
  return (
    <p class="shell-where">
      <Button title="Go to a step (g)" onClick={openGoTo}>
        <span class="strong">{formatTime(atMsOf(position))}</span>
        <span class="fine">
          {formatCount(position)} / {formatCount(last)}
        </span>
      </Button>
      {gapMs !== null && <span class="shell-gap">{formatTime(gapMs)} of waiting, shortened</span>}
    </p>
  );
}

function Speed() {
  const { speed } = playerState.value.context;
  return (
    <label class="shell-speed">
      <span class="unseen">Speed</span>
      <select
        value={String(speed)}
        title="Speed. A wait longer than a second is shortened to a second."
        onChange={({ currentTarget }) => {
          send({ type: 'setSpeed', speed: Number(currentTarget.value) });
        }}
      >
        {SPEEDS.map((choice) => (
          <option key={choice} value={String(choice)}>
            {formatSpeed(choice)}
          </option>
        ))}
      </select>
    </label>
  );
}

function placeText(position: number, last: number, atMs: number): string {
  return `step ${position} of ${last}, ${formatTime(atMs)}`;
}

function atMsOf(position: number): number {
  return timeline.value?.step(position)?.atMs ?? 0;
}

const ICONS = {
  start: 'M3 3h2v10H3zM13 3v10L6 8z',
  back: 'M6 3h2v10H6zM15 3v10L9 8z',
  play: 'M4 2.5v11L13 8z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  forward: 'M8 3h2v10H8zM1 3v10l6-5z',
  end: 'M11 3h2v10h-2zM3 3v10l7-5z',
} as const;

function Icon({ name }: { name: keyof typeof ICONS }) {
  return (
    <svg class="shell-icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  );
}

interface IconButtonProps {
  readonly icon: keyof typeof ICONS;
  readonly label: string;
  onClick(): void;
}

function IconButton({ icon, label, onClick }: IconButtonProps) {
  return (
    <Button class="shell-iconButton" label={label} onClick={onClick}>
      <Icon name={icon} />
    </Button>
  );
}
