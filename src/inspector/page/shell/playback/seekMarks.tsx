import { brokenAt, storyNumber } from '../../sources/stories.ts';
import { startOf } from '../../state/player.ts';
import { revision, source, timeline } from '../../state/shared.ts';

/** Where on the slider a promise is broken, and where captions stand. */
export function SeekMarks() {
  storyNumber.value;
  revision.value;
  const story = timeline.value;
  if (story === null) return null;
  const start = startOf(story.first);
  const length = Math.max(1, story.last - start);
  const shareOf = (position: number) => ({ '--share': String((position - start) / length) });
  const broken = brokenAt.value;
  return (
    <div class="shell-marks" aria-hidden="true">
      {source.value?.captions?.map(({ position }) => (
        <span key={position} class="shell-mark is-caption" style={shareOf(position)} />
      ))}
      {broken !== null && <span class="shell-mark is-violation" style={shareOf(broken)} />}
    </div>
  );
}
