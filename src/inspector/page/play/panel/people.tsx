/** The processes: who there is, what their users see and type, and what can be done to them. */
import { signal } from '@preact/signals';
import { isName, NAME_RULE } from '../../../../chat/names.ts';
import type { NodeView } from '../../../../lab/sandbox/sandbox.ts';
import { problem } from '../../state/shared.ts';
import { Name } from '../../widgets/name.tsx';
import type { PlaySource } from '../playSource.ts';
import type { ControlProps } from './controls.ts';
import { NodeActions } from './nodeActions.tsx';
import { Terminal } from './terminal.tsx';
import { processWords } from './words.ts';
import './people.css';
import { Button } from '../../widgets/button.tsx';

/** Whose screen is shown, if there is one of that name. */
const chosen = signal('alice');

const NAMES = ['alice', 'bob', 'carol', 'dave', 'erin', 'frank', 'grace', 'heidi'];

export function People(props: ControlProps) {
  const { shown } = props;
  const nodes = shown.sandbox.nodes();
  const node = nodes.find((one) => one.node === chosen.value) ?? nodes[1] ?? nodes[0];
  if (!node) return null;
  return (
    <div class="play-people in-column">
      <div class="in-row">
        <fieldset class="play-nodes in-row" aria-label="Processes">
          {nodes.map((one) => (
            <NodeButton key={one.node} {...props} node={one} isChosen={one === node} />
          ))}
        </fieldset>
        <AddClient {...props} taken={nodes} />
      </div>
      {!props.isPast && <NodeActions {...props} node={node} state={stateOf(shown, node)} />}
      <Terminal key={node.node} {...props} node={node} />
    </div>
  );
}

/** The signs that tell states apart without colour. */
const SIGNS: Readonly<Record<NodeView['state'], string>> = {
  up: '●',
  paused: '‖',
  suspended: '○',
  killed: '✕',
  ended: '■',
};

interface NodeButtonProps extends ControlProps {
  readonly node: NodeView;
  readonly isChosen: boolean;
}

/** Says how the process is now; of the past the diagram tells. */
function NodeButton({ isPast, node, isChosen }: NodeButtonProps) {
  const { state, cutFrom } = node;
  const choose = () => {
    chosen.value = node.node;
  };
  const look = isPast ? '' : `is-${state}`;
  return (
    <Button class={`play-node ${look}`} aria-pressed={isChosen} onClick={choose}>
      {!isPast && <span aria-hidden="true">{SIGNS[state]} </span>}
      <Name of={node.node} />
      {!isPast && state !== 'up' && <span class="unseen">, {processWords(node, null)}</span>}
      {!isPast && cutFrom.length > 0 && <span class="play-cut">cut off</span>}
    </Button>
  );
}

function stateOf({ timeline }: PlaySource, node: NodeView): string {
  const machine = timeline.machineAt(timeline.last, node.node, `client:${node.node}`);
  return processWords(node, machine?.value);
}

function AddClient({ shown, isPast, taken }: ControlProps & { taken: readonly NodeView[] }) {
  const next =
    NAMES.find((name) => !taken.some(({ node }) => node === name)) ?? nextNumbered(taken);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const typed = String(new FormData(form).get('name') ?? '').trim();
    if (add(shown, (typed === '' ? next : typed).normalize('NFC'))) form.reset();
  };
  return (
    <form class="play-add in-row" onSubmit={onSubmit}>
      <input
        name="name"
        aria-label="Name of the new client"
        placeholder={next}
        autocomplete="off"
        spellcheck={false}
        disabled={isPast}
      />
      <button type="submit" aria-label="Add client" title="Add client" disabled={isPast}>
        Add
      </button>
    </form>
  );
}

function nextNumbered(taken: readonly NodeView[]): string {
  return `client${taken.length}`;
}

function add(shown: PlaySource, node: string): boolean {
  const obstacle = isName(node)
    ? shown.sandbox.obstacleTo({ do: 'start', node })
    : `That cannot be a name: ${NAME_RULE}.`;
  problem.value = obstacle;
  if (obstacle !== null) return false;
  shown.do({ do: 'start', node });
  chosen.value = node;
  return true;
}
