/** What can be taken away: a link, pictures, a report. */
import { sandboxTrace } from '../../../../lab/sandbox/trace.ts';
import type { TraceEnd, TraceHeader } from '../../../../trace/trace.ts';
import { PlaySource } from '../../play/playSource.ts';
import { download } from '../../saved/download.ts';
import { buildReport } from '../../saved/htmlReport.ts';
import { pageParts } from '../../saved/pageParts.ts';
import type { StoryEnds } from '../../saved/traceLines.ts';
import { traceLines } from '../../saved/traceLines.ts';
import { endsOf } from '../../sources/trace.ts';
import { notify } from '../../state/layout.ts';
import { formatPlace } from '../../state/place.ts';
import { currentHash } from '../../state/placeLink.ts';
import type { Source } from '../../state/shared.ts';
import { cursor, problem, selectedMachine, source, timeline } from '../../state/shared.ts';
import { standaloneStyle } from '../../style/standalone.ts';
import { visibleSteps } from '../../views/spaceTime/seen.ts';
import { DRAWING_STYLE } from '../../views/spaceTime/style.ts';
import { spaceTimeSvg } from '../../views/spaceTime/svg.ts';
import { statechartSvg } from '../../views/statechart/svg.ts';
import { fileNameOf } from '../../widgets/format.ts';

/** Copies a link to the step that is shown. */
export async function copyLink(): Promise<void> {
  const link = location.href.replace(/#.*$/s, '') + currentHash();
  try {
    await navigator.clipboard.writeText(link);
    notify('The link to this step is copied.');
  } catch {
    problem.value = `The browser does not let the link be copied: ${link}`;
  }
}

/** Steps around the cursor that the picture shows where the diagram is not on the page. */
const AROUND = 40;

export function saveSpaceTime(): void {
  const story = timeline.value;
  if (story === null) return;
  const around = { from: cursor.value - AROUND, to: cursor.value + AROUND };
  const { from, to } = visibleSteps() ?? around;
  const style = standaloneStyle('.spaceTime-drawing', DRAWING_STYLE);
  saveSvg('space-time', spaceTimeSvg(story, from, to, style));
}

export function saveStatechart(): void {
  const svg = statechartSvg();
  if (svg === null) notify('No statechart is shown: select a machine first.');
  else saveSvg('statechart', svg);
}

/** Saves the whole story as a page that needs no server. */
export async function saveReport(): Promise<void> {
  const story = source.value;
  if (story === null) return;
  try {
    const { title, captions = [], timeline: told } = story;
    // What is kept begins at the first position again when it is read.
    const position = Math.max(0, cursor.value - (told.first - 1));
    const hash = formatPlace({ position, machine: selectedMachine.value });
    const lines = traceLines(told, endsOfStory(story));
    const parts = await buildReport(await pageParts(), { title, hash, captions }, lines);
    download(`${fileNameOf(title)}.html`, 'text/html', parts);
  } catch (error) {
    problem.value = `The report cannot be made: ${(error as Error).message}`;
  }
}

/** A play is saved with all that was done in it: it can be taken up again. */
function endsOfStory(story: Source): StoryEnds | null {
  if (!(story instanceof PlaySource) || story.timeline.first > 1) return endsOf(story.timeline);
  const [header, end] = sandboxTrace(story.sandbox, []);
  return { header: header as TraceHeader, end: end as TraceEnd };
}

function saveSvg(what: string, svg: string): void {
  const name = fileNameOf(source.value?.title ?? '');
  download(`${name}-${what}-step-${cursor.value}.svg`, 'image/svg+xml', [svg]);
}
