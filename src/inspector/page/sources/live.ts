/** Processes that run now, as the inspector's process tells of them. */
import { signal } from '@preact/signals';
import type { PageLine } from '../../hubLines.ts';
import { LiveTimeline } from '../../model/traces/liveTimeline.ts';
import { notify } from '../state/layout.ts';
import type { Place } from '../state/place.ts';
import { goToPlaceWhenThere } from '../state/placeLink.ts';
import { playerState } from '../state/player.ts';
import { cursor, revision, selectedMachine } from '../state/shared.ts';
import { openStory } from './stories.ts';

/** Whether the inspector's process is heard. */
export type HubState =
  | 'connecting'
  | 'connected'
  /** It is tried again. */
  | 'lost'
  /** It is not the process that this page belongs to: nothing more will come. */
  | 'refused';

export const hub = signal<HubState>('connecting');
/** Processes that stopped reporting without a word. */
export const vanished = signal<readonly string[]>([]);

export function dismissVanished(): void {
  vanished.value = [];
}

/** What is told is brought into the story this often, in milliseconds. */
const RELEASE_INTERVAL_MS = 50;
/** A browser that gave up tries again after this long, in milliseconds. */
const RETRY_INTERVAL_MS = 3_000;

/** Opens the story of the processes that report. */
export function openLive(place: Place): void {
  const story = new LiveStory(place);
  story.listen();
}

class LiveStory {
  private readonly names = new Map<number, string>();
  private model = new LiveTimeline({ nowMs });
  private events: EventSource | null = null;
  private retry: ReturnType<typeof setTimeout> | null = null;
  private readonly release: ReturnType<typeof setInterval>;

  private readonly close = (): void => {
    this.events?.close();
    clearInterval(this.release);
    if (this.retry !== null) clearTimeout(this.retry);
  };

  constructor(place: Place) {
    this.open(place);
    this.release = setInterval(() => {
      if (this.model.release()) revision.value++;
    }, RELEASE_INTERVAL_MS);
  }

  listen(): void {
    const events = new EventSource('events');
    this.events = events;
    events.onopen = () => {
      hub.value = 'connected';
    };
    events.onmessage = ({ data }) => this.take(data);
    events.onerror = () => this.lost(events);
  }

  /** A browser goes on trying, unless the answer was no. */
  private lost(events: EventSource): void {
    hub.value = 'lost';
    if (this.model.release(true)) revision.value++;
    if (events.readyState !== EventSource.CLOSED) return;
    hub.value = 'refused';
    this.retry = setTimeout(() => this.listen(), RETRY_INTERVAL_MS);
  }

  private take(text: unknown): void {
    const line = lineOf(text);
    if (line === null) return;
    if (line.kind === 'hello') this.beginAnew();
    if (line.kind === 'source') this.names.set(line.id, line.source.node);
    if (line.kind === 'gone') this.part(this.names.get(line.id) ?? 'a process', line.how);
    this.model.take(line);
  }

  private part(name: string, how: 'ended' | 'vanished'): void {
    if (how === 'ended') notify(`${name} has ended.`);
    else vanished.value = [...vanished.value, name];
  }

  /** Everything that is kept is told again. */
  private beginAnew(): void {
    this.names.clear();
    vanished.value = [];
    if (this.model.timeline.last === 0) return;
    this.model = new LiveTimeline({ nowMs });
    const isFollowing = playerState.peek().matches('following');
    this.open({
      position: isFollowing ? null : cursor.peek(),
      machine: selectedMachine.peek(),
    });
  }

  private open(place: Place): void {
    const { timeline } = this.model;
    const next = { kind: 'live', title: 'Running processes', timeline, close: this.close } as const;
    openStory(next, { position: null, machine: place.machine });
    goToPlaceWhenThere(place);
  }
}

/** The hub writes nothing else; what is not of it is nothing. */
function lineOf(text: unknown): PageLine | null {
  try {
    return JSON.parse(String(text)) as PageLine;
  } catch {
    return null;
  }
}

function nowMs(): number {
  return performance.now();
}
