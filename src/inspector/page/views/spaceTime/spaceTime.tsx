/**
 * The space-time diagram: a lane for each process, time downward, an arrow for each datagram. Of a
 * story of any length only what is seen is in the document.
 */
import { useMemo, useRef } from 'preact/hooks';
import type { TimelineView } from '../../../model/types.ts';
import { cursor, revision, seek, selectedFlight, source } from '../../state/shared.ts';
import './spaceTime.css';
import { SpaceTimeBar } from './bar.tsx';
import { FlightCard } from './card.tsx';
import { Figures } from './figures.tsx';
import { LaneHeads } from './heads.tsx';
import { positionAfterKey } from './keys.ts';
import { captionFigures } from './layout/captions.ts';
import { cursorFigures, stepBand } from './layout/cursor.ts';
import { Columns } from './layout/lanes.ts';
import type { Layout, LayoutInput } from './layout/layout.ts';
import { GUTTER_PX, layOut } from './layout/layout.ts';
import { wholeSayings } from './layout/marks.ts';
import { fittingLanePx, MIN_LANE_PX, placeLanes, SAID_PX, WORDS_FROM_PX } from './layout/places.ts';
import { stepScale, timeScale, usualPxPerMs } from './layout/scale.ts';
import { figure } from './layout/shapes.ts';
import { SpaceTimeIndex } from './layout/storyIndex.ts';
import { useCursorInView, useDrawnPart, useSteadiness } from './scrolling.ts';
import { useVisibleSteps } from './seen.ts';
import { DRAWING_STYLE } from './style.ts';
import { isTimeScale, laneZoom, linePx, timeZoom } from './zoom.ts';

/** Adopted, not written into the page, which allows no style but its own file. */
const drawingStyle = new CSSStyleSheet();
drawingStyle.replaceSync(DRAWING_STYLE);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, drawingStyle];

/** What is kept of a story beside its timeline, for as long as there is the timeline. */
const memories = new WeakMap<TimelineView, { index: SpaceTimeIndex; columns: Columns }>();

function memoryOf(story: TimelineView) {
  const known = memories.get(story);
  if (known?.index.isOf(story)) {
    known.index.grow(story);
    return known;
  }
  const memory = { index: new SpaceTimeIndex(story), columns: new Columns() };
  memories.set(story, memory);
  return memory;
}

/** The diagram of the story that is open. */
export function SpaceTimeView({ story }: { story: TimelineView }) {
  // Read so that the diagram grows with the story.
  void revision.value;
  if (story.last < story.first) {
    return <div class="view spaceTime view-empty">Nothing has happened yet.</div>;
  }
  return <SpaceTime story={story} />;
}

function SpaceTime({ story }: { story: TimelineView }) {
  const box = useRef<HTMLDivElement>(null);
  const { drawnPart, measures } = useDrawnPart(box);
  const { index, columns } = memoryOf(story);
  const scale = scaleOf(story, index);
  const lanes = useLanes(story, drawnPart.widthPx);
  const { fromPx, toPx } = drawnPart;
  const input: LayoutInput = {
    timeline: story,
    index,
    scale,
    lanes,
    columns,
    window: { fromPx, toPx },
  };
  const layoutKey = [story, index.version, revision.value, scale.kind, scale.linePx];
  const drawn = useMemo(() => layOut(input), [...layoutKey, scale.heightPx, lanes, fromPx, toPx]);
  useSteadiness(box, measures, scale, cursor.value);
  useCursorInView(box, measures, scale, cursor.value, story);
  useVisibleSteps(measures, scale, story);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === 'Escape') selectedFlight.value = null;
    const position = positionAfterKey(event.key, cursor.value, index);
    if (position === null) return;
    event.preventDefault();
    event.stopPropagation();
    seek(position);
  };
  return (
    <section class="view spaceTime" aria-label="Space-time diagram">
      <SpaceTimeBar isCut={drawn.isCut} laneWidthPx={lanes.laneWidthPx} />
      <div class="spaceTime-stage">
        <div
          ref={box}
          class="view-scroll spaceTime-scroll"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it is operated by keys
          tabIndex={0}
          role="application"
          aria-roledescription="space-time diagram"
          aria-label={describe(story)}
          onKeyDown={onKeyDown}
        >
          <LaneHeads lanes={lanes} index={index} position={cursor.value} />
          <Canvas input={input} drawn={drawn} />
        </div>
        <FlightCard story={story} />
      </div>
    </section>
  );
}

/** The part that scrolls: the gutter, and the lanes with what the cursor adds. */
function Canvas({ input, drawn }: { input: LayoutInput; drawn: Layout }) {
  const { timeline: story, scale, lanes, window } = input;
  const size = {
    width: `${GUTTER_PX + lanes.widthPx}px`,
    height: `${Math.ceil(scale.heightPx) + 40}px`,
  };
  const onClick = (event: MouseEvent) => {
    const canvas = event.currentTarget as HTMLElement;
    seek(scale.at(event.clientY - canvas.getBoundingClientRect().top));
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the diagram has the keyboard
    // biome-ignore lint/a11y/noStaticElementInteractions: the diagram has the keyboard
    <div class="spaceTime-canvas" style={size} onClick={onClick}>
      <div class="spaceTime-gutter" style={{ width: `${GUTTER_PX}px` }}>
        <Figures name="gutter" figures={drawn.gutter} widthPx={GUTTER_PX} {...window} />
        <Captions input={input} />
      </div>
      <div class="spaceTime-lanes" style={{ left: `${GUTTER_PX}px` }}>
        <CursorBehind input={input} />
        <Figures
          name="lanes"
          figures={drawn.figures}
          widthPx={lanes.widthPx}
          selected={selectedFlight.value}
          reachable={touchedBy(cursor.value, story)}
          {...window}
        />
        <CursorBefore input={input} />
      </div>
    </div>
  );
}

/** The datagrams that left or arrived in a step. */
function touchedBy(position: number, story: TimelineView): ReadonlySet<number> {
  const touched = story
    .flights(position, position)
    .filter(({ sentAt, arrivals }) => sentAt === position || arrivals.includes(position));
  return new Set(touched.map(({ id }) => id));
}

function scaleOf(story: TimelineView, index: SpaceTimeIndex) {
  if (!isTimeScale.value) return stepScale(story, index, linePx.value);
  const usual = usualPxPerMs(story, index, linePx.value);
  return timeScale(story, linePx.value, usual * timeZoom.value);
}

function useLanes(story: TimelineView, widthPx: number) {
  const { lanes } = story;
  const zoom = laneZoom.value;
  return useMemo(() => {
    const fitting = fittingLanePx(lanes.length, widthPx - GUTTER_PX);
    const nodes = lanes.map(({ node }) => node);
    return placeLanes(nodes, Math.max(MIN_LANE_PX, Math.round(fitting * zoom)));
  }, [lanes, widthPx, zoom]);
}

/** In the gutter: what the tour has a sentence about. */
function Captions({ input: { scale, window } }: { input: LayoutInput }) {
  const captions = source.value?.captions;
  if (!captions) return null;
  const figures = captionFigures(captions, scale, window);
  return <Figures name="captions" figures={figures} widthPx={GUTTER_PX} {...window} />;
}

/** Behind the lanes: the step that the cursor is at. */
function CursorBehind({ input }: { input: LayoutInput }) {
  const { scale, lanes, timeline: story, window } = input;
  const band = stepBand(scale, lanes, story, cursor.value);
  const figures = band ? [band] : [];
  return <Figures name="behind" figures={figures} widthPx={lanes.widthPx} {...window} />;
}

/** Before the lanes: the line of the cursor, and what is to come faded. */
function CursorBefore({ input }: { input: LayoutInput }) {
  const { scale, lanes, timeline: story, window } = input;
  const figures = cursorFigures(input, story, cursor.value);
  const step = cursor.value >= story.first ? story.step(cursor.value) : undefined;
  const isNarrow = lanes.laneWidthPx < SAID_PX || scale.linePx < WORDS_FROM_PX;
  if (step && isNarrow) {
    const sayings = wholeSayings(step, cursor.value, { scale, lanes });
    figures.push(figure('said', 'spaceTime-said', sayings));
  }
  return <Figures name="before" figures={figures} widthPx={lanes.widthPx} {...window} />;
}

function describe(story: TimelineView): string {
  const lanes = story.lanes.length;
  return (
    `Space-time diagram: ${lanes} processes side by side, time downward, ` +
    `steps ${story.first} to ${story.last}. Up and down go from step to step; ` +
    'the tab key goes to the datagrams of the step.'
  );
}
