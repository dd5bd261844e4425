/** The screen of a process, and its user's command line. */
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { parseCommand } from '../../../../chat/commands/parse.ts';
import { promptMark } from '../../../../chat/display/lines.ts';
import { safeText } from '../../../../chat/display/safeText.ts';
import type { NodeView } from '../../../../lab/sandbox/sandbox.ts';
import { cursor, problem } from '../../state/shared.ts';
import type { PlaySource } from '../playSource.ts';
import type { ControlProps } from './controls.ts';
import type { Known } from './typing.ts';
import { exampleLine, lineSuggestions } from './typing.ts';
import './terminal.css';

interface Props extends ControlProps {
  readonly node: NodeView;
}

/** Lines that are drawn; the list of events has them all. */
const SHOWN_LINES = 200;

export function Terminal(props: Props) {
  const { node } = props;
  return (
    <div class="play-terminal">
      <Screen {...props} />
      {node.kind === 'client' && <CommandLine {...props} />}
    </div>
  );
}

function Screen({ shown, node }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const lines = shown.screens.at(node.node, cursor.value, SHOWN_LINES);
  const newest = lines[lines.length - 1];
  useLayoutEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [newest, lines.length]);
  return (
    <div
      class="view-scroll play-screen"
      ref={box}
      role="log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard
      tabIndex={0}
      aria-label={`What ${node.kind === 'server' ? 'the server prints' : `${safeText(node.node)} sees`}`}
    >
      {lines.map(({ position, kind, text }, i) => (
        <div key={`${position} ${i}`} class={`play-line is-${kind}`}>
          <bdi>{kind === 'note' ? `— ${text} —` : text}</bdi>
        </div>
      ))}
    </div>
  );
}

function CommandLine({ shown, isPast, node }: Props) {
  const typed = useSignal('');
  const known = knownTo(shown, node);
  const isAlive = node.state === 'up' || node.state === 'paused';
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    if (type(shown, node.node, typed.value)) typed.value = '';
  };
  const placeholder = placeholderOf(node, isPast, known);
  return (
    <form class="play-prompt" onSubmit={onSubmit}>
      <label for="play-command" class="clipped">
        <bdi>{promptMark(node.group)}</bdi>
        <span class="unseen">command of {safeText(node.node)}</span>
      </label>
      <input
        id="play-command"
        list="play-suggestions"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        disabled={isPast || !isAlive}
        value={typed.value}
        placeholder={placeholder}
        onInput={(event) => {
          typed.value = event.currentTarget.value;
        }}
      />
      <datalist id="play-suggestions">
        {lineSuggestions(typed.value, known).map((line) => (
          <option key={line} value={line} />
        ))}
      </datalist>
      <button type="submit" disabled={isPast || !isAlive}>
        Enter
      </button>
    </form>
  );
}

function placeholderOf({ node, state }: NodeView, isPast: boolean, known: Known): string {
  if (isPast) return 'this is the past';
  if (state === 'up') return `for example: ${exampleLine(node, known)}`;
  return state === 'paused' ? 'is read when it goes on' : 'nobody is there';
}

function type(shown: PlaySource, client: string, line: string): boolean {
  const command = parseCommand(line);
  if (command === null) return true;
  const deed = { do: 'command', client, command } as const;
  problem.value = shown.sandbox.obstacleTo(deed);
  return shown.do(deed);
}

function knownTo({ sandbox, screens }: PlaySource, { group }: NodeView): Known {
  const clients = sandbox.nodes().filter(({ kind }) => kind === 'client');
  return { group, names: clients.map(({ node }) => node), groups: [...screens.groupNames] };
}
