/** What the statechart view shows at the cursor, and how the user wants it. */
import { computed, signal } from '@preact/signals';
import { chartOf } from '../../../model/machines/charts.ts';
import type { MachineState, TimelineView } from '../../../model/types.ts';
import type { MachineName } from '../../state/shared.ts';
import { cursor, revision, selectedMachine, timeline } from '../../state/shared.ts';
import { drawingOf, OVERVIEW } from './drawing/drawings.ts';
import { Sheet } from './drawing/sheet.ts';
import { adoptStyles } from './drawing/styles.ts';
import type { Doing, Lighting } from './light/light.ts';
import { doingAt, lightingAt, machineToFollow } from './light/light.ts';
import { litOverview } from './light/overview.ts';
import type { Parts } from './light/parts.ts';
import { focusOf, partsOfChart, partsOfOverview } from './light/parts.ts';
import { chartWords, nameWords } from './light/words.ts';

export const scene = signal<'chart' | 'overview'>('chart');
/** Whether the machine that took the step is selected. */
export const followsAction = signal(true);
/** Whether the drawing is moved so that what changed is seen. */
export const keepsInView = signal(true);
export const hasMap = signal(true);

/** A machine at the cursor. */
export interface ShownMachine {
  readonly name: MachineName;
  readonly chart: string;
  /** Null before it started, and where the steps are not kept. */
  readonly state: MachineState | null;
  readonly doing: Doing | null;
  readonly lighting: Lighting;
}

/** A drawing and how it is lit. */
export interface Shown {
  readonly sheet: Sheet;
  readonly parts: Parts;
  /** What changed, to be brought into view; empty if one should stay where one is. */
  readonly focus: readonly string[];
  readonly words: string;
  /** Differs whenever the drawing shows another moment. */
  readonly moment: string;
}

export const shownMachine = computed((): ShownMachine | null => {
  const [story, name, position] = [timeline.value, selectedMachine.value, cursor.value];
  void revision.value;
  if (story === null || name === null) return null;
  const state = story.machineAt(position, name.node, name.machine);
  const chart = chartOf(name.machine);
  const doing = doingAt(story, position, name);
  return { name, chart, state, doing, lighting: lightingAt(story, position, chart, name) };
});

/** Null where there is nothing to draw: no machine is selected, or one that nobody knows. */
export const shown = computed((): Shown | null => {
  const [story, position] = [timeline.value, cursor.value];
  if (story === null) return null;
  if (scene.value === 'chart') return shownChart(shownMachine.value, position);
  void revision.value;
  const sheet = sheetOf(OVERVIEW);
  const step = story.step(position);
  const parts = partsOfOverview(litOverview(position, step, story.flights(position, position)));
  const words = step === undefined ? 'Nothing has happened yet.' : overviewWords(story, position);
  return sheet && { sheet, parts, focus: [], words, moment: `${position}` };
});

function shownChart(machine: ShownMachine | null, position: number): Shown | null {
  const sheet = machine && sheetOf(machine.chart);
  if (!machine || !sheet) return null;
  const { name, lighting } = machine;
  return {
    sheet,
    parts: partsOfChart(lighting),
    focus: focusOf(machine.chart, lighting),
    words: chartWords(machineTitle(name), lighting, (id) => sheet.told(id)),
    moment: `${position} ${name.node} ${name.machine}`,
  };
}

function overviewWords(story: TimelineView, position: number): string {
  const step = story.step(position);
  if (step === undefined) return '';
  const title = story.event(position)?.title ?? step.cause.kind;
  const machines = [...new Set(step.machines.map(({ machine }) => nameWords(machine)))];
  const took = machines.length === 0 ? 'no machine' : machines.slice(0, 8).join(', ');
  const more = machines.length > 8 ? ` and ${machines.length - 8} more` : '';
  return `${nameWords(step.node)}: ${nameWords(title, 200)}. Took part: ${took}${more}.`;
}

/** `alice › client:alice` */
export function machineTitle({ node, machine }: MachineName): string {
  return `${nameWords(node)} › ${nameWords(machine)}`;
}

/** Shows a machine of a chart: one that took part in this step, or else one that lives. */
export function selectChart(chart: string): void {
  const [story, position] = [timeline.value, cursor.value];
  if (story === null) return;
  const all = story.machinesAt(position).filter((each) => each.chart === chart);
  const machine =
    all.find(({ changedAt }) => changedAt === position) ??
    all.find(({ isOver }) => !isOver) ??
    all[0];
  if (machine) select(machine);
}

/** Whoever chooses by hand does not want another machine at the next step. */
export function select({ node, machine }: MachineName): void {
  followsAction.value = false;
  scene.value = 'chart';
  selectedMachine.value = { node, machine };
}

const sheets = new Map<string, Sheet>();

/** Every drawing is made once, when it is first shown. */
function sheetOf(id: string): Sheet | null {
  const known = sheets.get(id);
  const drawing = drawingOf(id);
  if (known !== undefined || drawing === null) return known ?? null;
  adoptStyles(drawing);
  const sheet = new Sheet(drawing);
  sheets.set(id, sheet);
  return sheet;
}

/** Selects the machine that took the step at the cursor, if that is wanted. */
export function follow(): void {
  const [story, position] = [timeline.value, cursor.value];
  void revision.value;
  if (story === null) return;
  const selected = selectedMachine.peek();
  const isKnown = selected !== null && isIn(story, selected);
  const wants = followsAction.value || !isKnown;
  const next = wants ? machineToFollow(story.step(position), isKnown ? selected : null) : null;
  const machine = next ?? (isKnown ? selected : firstOf(story, position));
  if (machine?.node !== selected?.node || machine?.machine !== selected?.machine) {
    selectedMachine.value = machine;
  }
}

function isIn(story: TimelineView, { node, machine }: MachineName): boolean {
  return story.machineAt(story.last, node, machine) !== null;
}

function firstOf(story: TimelineView, position: number): MachineName | null {
  const first = story.machinesAt(position).find(({ isOver }) => !isOver);
  return first === undefined ? null : { node: first.node, machine: first.machine };
}
