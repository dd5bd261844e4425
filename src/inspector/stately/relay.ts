/**
 * The same machines in the inspector of stately.ai. `@statelyai/inspect`, the renamed successor of
 * `@xstate/inspect`, writes its events; a page of ours on loopback hands them to theirs in a frame.
 * The relay that comes with `@statelyai/inspect` listens on every address of the machine without
 * asking for anything: everybody in the network could read along.
 */
import type { ServerResponse } from 'node:http';
import type { StatelyInspectionEvent } from '@statelyai/inspect';
import { createInspector } from '@statelyai/inspect';
import type { InspectionEvent } from 'xstate';
import { Audience } from '../hub/audience.ts';
import { NOT_FOUND, WRONG_METHOD } from '../hub/guard.ts';
import { LoopbackServer, refuse } from '../hub/loopbackServer.ts';
import type { LogEntry } from '../hub/pageLog.ts';
import { PAGE, SCRIPT, SOURCES, STYLE } from './page.ts';

const USUAL_PORT = 4901;
/** Their page has to take all of it in when it is opened. */
const LIMITS = { maxSteps: 5_000, maxCharacters: 16 * 1024 * 1024 };

export class StatelyRelay {
  /** To be given to every actor. */
  readonly inspect: (event: InspectionEvent) => void;
  private readonly server: LoopbackServer;
  private readonly audience: Audience;

  private constructor(server: LoopbackServer, audience: Audience) {
    this.server = server;
    this.audience = audience;
    const { inspect } = createInspector({ send: (event) => this.send(event) });
    this.inspect = (event) => inspect.next?.(event);
  }

  /** @throws PortError if no port can be had */
  static async open(): Promise<StatelyRelay> {
    const audience = new Audience(LIMITS);
    const server = await LoopbackServer.open({
      port: null,
      usualPort: USUAL_PORT,
      sources: SOURCES,
      handle: (path, request, response) => {
        if (request.method !== 'GET') refuse(WRONG_METHOD, response);
        else if (path === 'events') audience.enter(request, response);
        else answer(path, response);
      },
    });
    return new StatelyRelay(server, audience);
  }

  /** The address to open. */
  get url(): string {
    return this.server.url;
  }

  async close(): Promise<void> {
    await this.audience.close();
    await this.server.close();
  }

  private send(event: StatelyInspectionEvent): void {
    const entry = entryOf(event);
    if (entry) this.audience.tell(entry);
  }
}

/** An actor is introduced, lives, and is gone; what cannot be written is left out. */
function entryOf(event: StatelyInspectionEvent): LogEntry | null {
  const isOver = event.type === '@xstate.snapshot' && event.snapshot.status !== 'active';
  const kind = event.type === '@xstate.actor' ? 'source' : isOver ? 'gone' : 'step';
  // XState numbers the actors of a process: x:0, x:1, …
  const source = Number(event.sessionId.replace(/^x:/, ''));
  try {
    return { kind, source, steps: kind === 'step' ? 1 : 0, text: JSON.stringify(event) };
  } catch {
    return null;
  }
}

function answer(path: string, response: ServerResponse): void {
  const file = FILES.get(path);
  if (file === undefined) {
    refuse(NOT_FOUND, response);
    return;
  }
  response.setHeader('Content-Type', `${file.type}; charset=utf-8`);
  response.end(file.text);
}

const FILES = new Map([
  ['', { type: 'text/html', text: PAGE }],
  ['relay.js', { type: 'text/javascript', text: SCRIPT }],
  ['relay.css', { type: 'text/css', text: STYLE }],
]);
