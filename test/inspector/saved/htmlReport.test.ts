import { createHash } from 'node:crypto';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StoryNote } from '../../../src/inspector/page/saved/htmlReport.ts';
import {
  buildReport,
  inlineScript,
  inlineStyle,
  parseStory,
  STORY_ELEMENT,
} from '../../../src/inspector/page/saved/htmlReport.ts';
import type { TraceLine, TraceStep } from '../../../src/trace/trace.ts';

const HOSTILE = [
  '</script>',
  '</SCRIPT >',
  '<!--',
  '<!-- <script>',
  ']]>',
  '\u2028\u2029',
  '"\\',
  '\u0000',
  '&lt;',
  '\u202e',
  '\ud800',
  "'; alert(1); '",
];

describe('a report', () => {
  it('holds the story that it was made of, whatever the texts in it', async () => {
    const text = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary' }));
    const captions = fc.array(fc.record({ position: fc.nat(), text }));
    const note = fc.record({ title: text, hash: text, captions });
    const lines = fc.array(text.map(stepOf));
    await fc.assert(
      fc.asyncProperty(note, lines, async (told, steps) => {
        const story = parseStory(storyTextOf(await html(told, steps)));
        expect(story).toEqual({ ...told, lines: steps });
      }),
    );
  });

  it('has no element but its own, whatever the texts in it', async () => {
    const hostile = HOSTILE.join('');
    const note = { title: hostile, hash: hostile, captions: [{ position: 1, text: hostile }] };
    const report = await html(note, [stepOf(hostile)]);
    expect(tagsOf(report)).toEqual(tagsOf(await html(NOTE, [stepOf('hello')])));
  });

  it('lets nothing run but its script, and nothing connect', async () => {
    const report = await html(NOTE, []);
    const [, policy] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(report) ?? [];
    expect(policy).toBe(
      [
        "default-src 'none'",
        `script-src '${sha256(elementOf(report, 'script type="module"', 'script'))}'`,
        `style-src '${sha256(elementOf(report, 'style', 'style'))}'`,
        'img-src data: blob:',
        "connect-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
      ].join('; '),
    );
  });

  it('says what is wrong with data that is nested too deeply to be written', async () => {
    let deep: unknown = 0;
    for (let i = 0; i < 50_000; i++) deep = [deep];
    const step = { ...stepOf('hello'), step: 7, notices: [deep] };
    const lines = [stepOf('before'), step];
    await expect(html(NOTE, lines)).rejects.toThrow(
      new Error('data in step 7 is nested too deeply to be written.'),
    );
  });

  it('can be made from a report again, byte for byte', async () => {
    const first = await html(NOTE, [stepOf('hello')], { script: SCRIPT, style: STYLE });
    const page = {
      script: elementOf(first, 'script type="module"', 'script'),
      style: elementOf(first, 'style', 'style'),
    };
    expect(await html(NOTE, [stepOf('hello')], page)).toBe(first);
  });
});

describe('a script in a report', () => {
  it('says what it said', () => {
    const inlined = inlineScript(SCRIPT);
    expect(inlined).not.toMatch(/<\/script|<!--/i);
    expect(runInNewContext(inlined)).toEqual(runInNewContext(SCRIPT));
  });

  it('has the line ends that a browser reads', () => {
    expect(inlineScript('a\r\nb\rc\n')).toBe('a\nb\nc\n');
    expect(inlineStyle('a\r\nb\rc\n')).toBe('a\nb\nc\n');
  });

  it('leaves a style sheet no way to end', () => {
    expect(inlineStyle('a::after{content:"</STYLE>"}')).toBe('a::after{content:"<\\/STYLE>"}');
  });
});

describe('the story of a report', () => {
  it.each(['', '{', 'null', '[]', '{}', '{"lines":{}}', '"x"'])('is none in %s', (text) => {
    expect(parseStory(text)).toBeNull();
  });

  it('is taken as far as it is one', () => {
    const text =
      '{"title":1,"hash":null,"captions":[{"position":"1"},{"position":2,"text":"a"}],"lines":[7]}';
    expect(parseStory(text)).toEqual({
      title: 'report',
      hash: '',
      captions: [{ position: 2, text: 'a' }],
      lines: [7],
    });
  });
});

const NOTE: StoryNote = { title: 'a story', hash: '#step=3', captions: [] };
const SCRIPT =
  "const a = '</script><!-- <script>', b = /<\\/script>|<!--/u, c = `</SCRIPT>`; [a, c, b.test('</script'), b.test('<!--'), b.test('<!-')]";
const STYLE = 'a::before { content: "</style><!--" }\r\n';

async function html(
  note: StoryNote,
  lines: readonly TraceLine[],
  page = { script: 'run()', style: 'a{}' },
): Promise<string> {
  return (await buildReport(page, note, lines)).join('');
}

function stepOf(text: string): TraceStep {
  const cause = { kind: 'command', command: { kind: 'say', text } } as const;
  return { step: 1, atMs: 0, node: text, cause, machines: [], notices: [text], sent: [] };
}

/** As a browser finds it: up to the first end tag. */
function elementOf(report: string, opening: string, name: string): string {
  const start = report.indexOf(`<${opening}>`) + opening.length + 2;
  const end = report.slice(start).search(new RegExp(`</${name}[\\s/>]`, 'i'));
  return report.slice(start, start + end);
}

function storyTextOf(report: string): string {
  return elementOf(report, `script type="application/json" id="${STORY_ELEMENT}"`, 'script');
}

/** Everything that a browser could take for markup, outside of the script and the style. */
function tagsOf(report: string): string[] {
  return report.match(/<[^\s>]*/g) ?? [];
}

function sha256(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
