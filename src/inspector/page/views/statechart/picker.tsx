/** Chooses the machine: a combobox that searches, for there may be thousands of them. */
import { computed, signal } from '@preact/signals';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { MachineName } from '../../state/shared.ts';
import { cursor, isSameMachine, revision, selectedMachine, timeline } from '../../state/shared.ts';
import type { MachineGroup, MachineOption } from './light/machines.ts';
import { machineGroups } from './light/machines.ts';
import { stateWords } from './light/words.ts';
import { machineTitle, select, shownMachine } from './state.ts';

/** Null while the list is closed. */
const search = signal<string | null>(null);
/** The option that the keys have reached. */
const reached = signal<MachineName | null>(null);

const groups = computed((): readonly MachineGroup[] => {
  const [story, words, position] = [timeline.value, search.value, cursor.value];
  void revision.value;
  if (story === null || words === null) return [];
  const step = story.step(position);
  const machines = new Set(step?.machines.map(({ machine }) => machine));
  const stepped = step === undefined ? null : { node: step.node, machines };
  return machineGroups(story.machinesAt(position), story.lanes, stepped, words);
});
const options = computed(() => groups.value.flatMap((group) => group.options));

function open(): void {
  if (search.value !== null) return;
  search.value = '';
  reached.value = selectedMachine.value;
}

function close(): void {
  search.value = null;
}

function choose(option: MachineOption): void {
  select(option);
  close();
}

function move(way: 1 | -1): void {
  const all = options.value;
  const at = all.findIndex((option) => isSameMachine(option, reached.value));
  const next = at < 0 ? (way === 1 ? 0 : all.length - 1) : (at + way + all.length) % all.length;
  reached.value = all[next] ?? null;
}

function handleKey(event: KeyboardEvent): void {
  const isOpen = search.value !== null;
  const { key } = event;
  if (key === 'ArrowDown' || key === 'ArrowUp') {
    if (isOpen) move(key === 'ArrowDown' ? 1 : -1);
    else open();
  } else if (key === 'Enter' && isOpen) {
    const option =
      options.value.find((each) => isSameMachine(each, reached.value)) ?? options.value[0];
    if (option) choose(option);
  } else if (key === 'Enter') {
    open();
  } else if (key === 'Escape' && isOpen) {
    close();
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

export function StatechartPicker() {
  const id = useId();
  const isOpen = search.value !== null;
  const active = options.value.findIndex((option) => isSameMachine(option, reached.value));
  return (
    <div class="statechart-picker">
      <input
        type="text"
        role="combobox"
        aria-label="Machine"
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-activedescendant={isOpen && active >= 0 ? `${id}-${active}` : undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder={isOpen ? 'Search by process, machine or state' : 'No machine'}
        value={search.value ?? currentWords()}
        title={isOpen ? '' : currentWords()}
        onClick={open}
        onInput={(event) => {
          search.value = event.currentTarget.value;
          reached.value = options.value[0] ?? null;
        }}
        onKeyDown={handleKey}
        onBlur={close}
      />
      {isOpen && <Options id={id} active={active} />}
    </div>
  );
}

/** `alice › ackWait:bob:3 — overdue` */
function currentWords(): string {
  const machine = shownMachine.value;
  if (machine === null) return '';
  const { name, state } = machine;
  return `${machineTitle(name)} — ${state === null ? 'not there' : stateWords(state.value)}`;
}

function Options({ id, active }: { id: string; active: number }) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    list.current?.querySelector('.is-reached')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  let number = 0;
  return (
    <div
      ref={list}
      id={`${id}-list`}
      class="statechart-options popover"
      role="listbox"
      aria-label="Machines"
      // The field keeps the focus.
      onPointerDown={(event) => event.preventDefault()}
    >
      {groups.value.length === 0 && <p class="statechart-none soft">No machine is like that.</p>}
      {groups.value.map(({ node, options: own, hidden }, i) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a list of options
        <div key={node} role="group" aria-labelledby={`${id}-group-${i}`}>
          <div class="statechart-group" id={`${id}-group-${i}`}>
            <bdi>{node}</bdi>
          </div>
          {own.map((option) => (
            <Option
              key={option.machine}
              id={`${id}-${number}`}
              isReached={number++ === active}
              option={option}
            />
          ))}
          {hidden > 0 && <p class="statechart-none soft">{hidden} more: search for them.</p>}
        </div>
      ))}
    </div>
  );
}

interface OptionProps {
  readonly id: string;
  readonly isReached: boolean;
  readonly option: MachineOption;
}

function Option({ id, isReached, option }: OptionProps) {
  const isSelected = isSameMachine(option, selectedMachine.value);
  const classes = ['statechart-option', isReached && 'is-reached', option.isOver && 'is-over'];
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field takes the keys
    <div
      id={id}
      class={classes.filter(Boolean).join(' ')}
      role="option"
      aria-selected={isSelected}
      onClick={() => choose(option)}
    >
      <span class="statechart-step-mark" aria-hidden="true">
        {option.hasStepped ? '◆' : ''}
      </span>
      <bdi class="statechart-option-name clipped">{option.name}</bdi>
      <bdi class="statechart-option-state clipped soft">{option.state}</bdi>
      <span class="fine">{option.hasStepped ? 'this step' : option.isOver ? 'over' : ''}</span>
    </div>
  );
}
