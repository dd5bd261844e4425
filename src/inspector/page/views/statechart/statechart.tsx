/** The statechart of the selected machine, lit as it is at the cursor; or the overview of all. */
import { effect } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';
import './statechart.css';
import { nameWords, stateWords } from './light/words.ts';
import { follow, scene, shown, shownMachine } from './state.ts';
import { StatechartSteps } from './steps.tsx';
import { StatechartToolbar } from './toolbar.tsx';
import { StatechartStage } from './window/stage.tsx';
import { viewport } from './window/viewport.ts';

export function StatechartView() {
  // Before anything is drawn: the first look is at a machine.
  useLayoutEffect(() => effect(follow), []);
  return (
    <section class="view statechart-view" aria-label="Statechart" onKeyDown={zoomByKey}>
      <StatechartToolbar />
      <StatechartStage />
      {shown.value === null && <Nothing />}
      <StatechartSteps />
    </section>
  );
}

/** Why there is no drawing. */
function Nothing() {
  const machine = shownMachine.value;
  if (machine === null || scene.value === 'overview') {
    return <p class="statechart-nothing soft">No machine has started yet.</p>;
  }
  return (
    <p class="statechart-nothing soft">
      There is no drawing of a machine <bdi>{nameWords(machine.chart)}</bdi>; it is in{' '}
      <bdi>{stateWords(machine.state?.value) || 'no state'}</bdi>.
    </p>
  );
}

function zoomByKey(event: KeyboardEvent): void {
  const window = viewport.value;
  const isTyping =
    event.target instanceof Element && event.target.matches('input[type=text], select');
  if (window === null || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === '+' || event.key === '=') window.zoom(1);
  else if (event.key === '-') window.zoom(-1);
  else if (event.key === '0') window.fitWhole();
  else return;
  event.preventDefault();
}
