import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { MachineStep } from '../../../../trace/trace.ts';
import { diff } from '../../../model/diff.ts';
import type { MachineChange, TimelineView } from '../../../model/types.ts';
import type { MachineName } from '../../state/shared.ts';
import { cursor, seek, selectedMachine } from '../../state/shared.ts';
import { formatCount } from '../../widgets/format.ts';
import './context.css';
import { Button } from '../../widgets/button.tsx';
import { JsonTree } from '../../widgets/jsonTree/tree.tsx';
import { NeighbourButton } from '../../widgets/neighbourButton.tsx';
import { doingAt } from '../statechart/light/light.ts';
import { nameWords } from '../statechart/light/words.ts';
import { select } from '../statechart/state.ts';
import { machineChoices } from './choice.ts';
import { Difference } from './diff.tsx';
import { diffSummary, doneWords } from './words.ts';

/** What the selected machine's step at the cursor, or its last before, did to its context. */
export function ContextView({ story }: { story: TimelineView }) {
  const machine = selectedMachine.value;
  return (
    <div class="view context">
      {machine === null ? (
        <MachineChoice story={story} />
      ) : (
        <Chosen story={story} machine={machine} />
      )}
    </div>
  );
}

/** The machines of the step at the cursor, and then the others that live. */
function MachineChoice({ story }: { story: TimelineView }) {
  const { own, others, hidden } = machineChoices(story, cursor.value);
  if (own.length + others.length === 0) {
    return <p class="view-empty">No machine has started yet.</p>;
  }
  const head = own.length > 0 ? 'The machines of this step:' : 'No machine took part in this step.';
  return (
    <>
      <p class="view-strip context-head">Whose context? {head}</p>
      <ul class="view-scroll context-choice">
        {[...own, ...others].map(({ node, machine, did }) => (
          <li key={`${node} ${machine}`} class="fine">
            <Button onClick={() => select({ node, machine })}>
              <bdi>{nameWords(node)}</bdi>: <bdi>{nameWords(machine)}</bdi>
            </Button>{' '}
            <bdi>{did}</bdi>
          </li>
        ))}
        {hidden > 0 && (
          <li class="fine">
            and {formatCount(hidden)} more: the list above the statechart has them all
          </li>
        )}
      </ul>
    </>
  );
}

interface ChosenProps {
  readonly story: TimelineView;
  readonly machine: MachineName;
}

function Chosen({ story, machine: { node, machine } }: ChosenProps) {
  const change = story.changeAt(cursor.value, node, machine);
  const isOver = story.machineAt(cursor.value, node, machine)?.isOver ?? false;
  return (
    <>
      <div class="view-strip in-row context-head">
        <strong>
          <bdi>{nameWords(node)}</bdi>: <bdi>{nameWords(machine)}</bdi>
        </strong>
        {isOver && <span class="context-over fine">ended</span>}
        <span class="context-buttons in-row">
          <NeighbourButton way={-1}>←</NeighbourButton>
          <NeighbourButton way={1}>→</NeighbourButton>
          <Button
            onClick={() => {
              selectedMachine.value = null;
            }}
          >
            choose another
          </Button>
        </span>
      </div>
      {change === null ? (
        <p class="view-empty">This machine has done nothing yet at this step.</p>
      ) : (
        <Change story={story} change={change} />
      )}
    </>
  );
}

function Change({ story, change }: { story: TimelineView; change: MachineChange }) {
  const { position, node, contextBefore, step } = change;
  const rows = useMemo(() => diff(contextBefore, step.context), [contextBefore, step.context]);
  const steps = doingAt(story, position, { node, machine: step.machine })?.steps ?? [step];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard
    <section class="view-scroll context-body" tabIndex={0} aria-label="What changed">
      <p class="context-when">
        {position === cursor.value ? (
          'In this step'
        ) : (
          <>
            Last in <Button onClick={() => seek(position)}>step {formatCount(position)}</Button>
          </>
        )}
        : <bdi>{steps.map(doneWords).join('; ')}</bdi>
      </p>
      <Part title={`Context: ${diffSummary(rows)}`}>
        <Difference rows={rows} />
      </Part>
      {steps.map((one, i) => (
        <Taken key={`${i} ${one.machine}`} step={one} />
      ))}
    </section>
  );
}

function Taken({ step: { event, effects } }: { step: MachineStep }) {
  const type = nameWords(event.type);
  return (
    <>
      <Part title={`Event: ${type}`}>
        <JsonTree label="The event" value={event} openDepth={1} />
      </Part>
      <Part title={effects.length === 0 ? 'No effects' : `Effects: ${formatCount(effects.length)}`}>
        {effects.length > 0 && <JsonTree label="The effects" value={effects} openDepth={0} />}
      </Part>
    </>
  );
}

function Part({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <section class="context-part">
      <h3 class="fine">
        <bdi>{title}</bdi>
      </h3>
      {children}
    </section>
  );
}
