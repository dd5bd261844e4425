/**
 * A story as one HTML file that needs no server: the page itself, its script, its style and the
 * trace. The content security policy names the one script and the one style sheet by their hashes,
 * and forbids every connection: whatever texts the trace holds, nothing of them can run.
 */
import type { TraceLine } from '../../../trace/trace.ts';
import { formatLine } from '../../../trace/trace.ts';
import type { Caption } from '../../tour/story.ts';
import { escapeMarkup } from './escapeMarkup.ts';

/** The `id` of the element that holds the story. */
export const STORY_ELEMENT = 'statechat-trace';

/** What a report knows of its story beside the trace. */
export interface StoryNote {
  readonly title: string;
  /** Where it was looked at: a link to a step, or empty. */
  readonly hash: string;
  readonly captions: readonly Caption[];
}

/** What a report holds. */
export interface EmbeddedStory extends StoryNote {
  /** The lines of a trace: its header, its steps, its end if there is one. */
  readonly lines: readonly unknown[];
}

/** The page's own script and style sheet. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
}

/**
 * Builds the report.
 *
 * @returns the text of the file in pieces, for a long story is longer than a string may be
 * @throws Error if something in the story is nested so deeply that it cannot be written
 */
export async function buildReport(
  page: PageParts,
  note: StoryNote,
  lines: Iterable<TraceLine>,
): Promise<string[]> {
  const script = inlineScript(page.script);
  const style = inlineStyle(page.style);
  const policy = [
    "default-src 'none'",
    `script-src '${await hashOf(script)}'`,
    `style-src '${await hashOf(style)}'`,
    'img-src data: blob:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">\n`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    '<meta name="referrer" content="no-referrer">\n',
    '<link rel="icon" href="data:,">\n',
    `<title>${escapeMarkup(note.title)} – statechat inspector</title>\n`,
    `<style>${style}</style>\n</head>\n<body>\n`,
    '<noscript>The inspector needs JavaScript.</noscript>\n<div id="root"></div>\n',
    ...storyElement(note, lines),
    `<script type="module">${script}</script>\n</body>\n</html>\n`,
  ];
}

/** The element that holds the story: data, whatever the texts in it look like. */
function* storyElement(note: StoryNote, lines: Iterable<TraceLine>): Generator<string> {
  yield `<script type="application/json" id="${STORY_ELEMENT}">`;
  const { title, hash, captions } = note;
  yield `${inertJson(JSON.stringify({ title, hash, captions })).slice(0, -1)},"lines":[`;
  let separator = '\n';
  for (const line of lines) {
    yield separator + inertJson(textOf(line));
    separator = ',\n';
  }
  yield '\n]}</script>\n';
}

function textOf(line: TraceLine): string {
  try {
    return formatLine(line);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // What a browser reads from a file may be nested deeper than it can write.
    const where = 'step' in line ? `step ${line.step}` : 'the trace';
    throw new Error(`data in ${where} is nested too deeply to be written.`);
  }
}

/**
 * Reads what a report holds.
 *
 * @returns null if the text is not that of a report; the lines are not checked
 */
export function parseStory(text: string): EmbeddedStory | null {
  const story = parseJson(text) as Partial<EmbeddedStory> | null;
  if (!Array.isArray(story?.lines)) return null;
  const captions: unknown[] = Array.isArray(story.captions) ? story.captions : [];
  return {
    title: typeof story.title === 'string' ? story.title : 'report',
    hash: typeof story.hash === 'string' ? story.hash : '',
    captions: captions.filter(isCaption),
    lines: story.lines,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isCaption(value: unknown): value is Caption {
  const caption = value as Partial<Caption> | null;
  return typeof caption?.position === 'number' && typeof caption.text === 'string';
}

/** JSON that cannot end the element it stands in, nor begin a comment there. */
function inertJson(json: string): string {
  return json.replaceAll('<', '\\u003c');
}

/**
 * A script as it may stand in an element. What would end the element, or hide its end, can only be
 * in a string, a template or a regular expression; there it means the same when it is written so.
 */
export function inlineScript(script: string): string {
  return oneLineEnd(script)
    .replace(/<(?=\/script)/gi, '<\\')
    .replaceAll('<!--', '\\x3c!--');
}

/** A style sheet as it may stand in an element. */
export function inlineStyle(style: string): string {
  return oneLineEnd(style).replace(/<(?=\/style)/gi, '<\\');
}

/** A browser reads every line end as this one, and takes the hash of what it read. */
function oneLineEnd(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}
