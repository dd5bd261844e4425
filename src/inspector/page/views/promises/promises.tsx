import { clip, clipSafe } from '../../../../chat/display/clip.ts';
import { safeText } from '../../../../chat/display/safeText.ts';
import type { PromiseLight, TimelineView } from '../../../model/types.ts';
import { cursor, revision, seek } from '../../state/shared.ts';
import { formatCount } from '../../widgets/format.ts';
import './promises.css';
import { Button } from '../../widgets/button.tsx';
import { inOrder, promisesSummary } from './summary.ts';

/** A detail tells two stories at most, and is bounded like everything that comes from a file. */
const DETAIL_CHARACTERS = 100_000;
const NAME_CHARACTERS = 200;

/** A light for each promise, as it is at the cursor. */
export function PromisesView({ story }: { story: TimelineView }) {
  // That a promise is broken may be found when its step is shown already.
  revision.value;
  const lights = story.promisesAt(cursor.value);
  const isUnchecked = lights.some(({ state }) => state === 'unchecked');
  return (
    <div class="view promises">
      <p class="view-strip strong" role="status">
        {promisesSummary(lights)}
      </p>
      {isUnchecked && <WhyUnchecked />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard */}
      <ul class="view-scroll" tabIndex={0} aria-label="All promises">
        {inOrder(lights).map((light) => (
          <Light key={light.promise} light={light} />
        ))}
      </ul>
    </div>
  );
}

function WhyUnchecked() {
  return (
    <p class="view-strip fine">
      A promise binds all processes together, and what users saw. Real processes tell each their own
      side only, and nobody knows what became of what they sent: here no promise can be checked. The
      lab and play check every one after each step.
    </p>
  );
}

const SIGNS = { kept: '✓', broken: '✕', unchecked: '?' };
const WORDS = { kept: 'kept so far', broken: 'broken', unchecked: 'not checked' };

function Light({ light }: { light: PromiseLight }) {
  const { promise, sentence, state, violation, ahead } = light;
  return (
    <li class={`promises-light is-${state}`}>
      <span class="promises-sign" aria-hidden="true">
        {SIGNS[state]}
      </span>
      <div class="promises-words">
        <p>
          <bdi>{clipSafe(sentence, NAME_CHARACTERS)}</bdi>
        </p>
        <p class="fine">
          <strong>{WORDS[state]}</strong>{' '}
          {violation && (
            <Button onClick={() => seek(violation.step)}>
              at step {formatCount(violation.step)}
            </Button>
          )}
          {ahead !== undefined && (
            <>
              but broken <Button onClick={() => seek(ahead)}>at step {formatCount(ahead)}</Button>
            </>
          )}{' '}
          <code>{clipSafe(promise, NAME_CHARACTERS)}</code>
        </p>
        {state === 'broken' && violation && <DetailText text={violation.detail} />}
      </div>
    </li>
  );
}

/** Line by line, so that nothing in a line can reorder or hide another. */
function DetailText({ text }: { text: string }) {
  return (
    <pre class="promises-detail">
      {clip(text, DETAIL_CHARACTERS).split('\n').map(safeText).join('\n')}
    </pre>
  );
}
