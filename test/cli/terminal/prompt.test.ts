import xterm from '@xterm/headless';
import fc from 'fast-check';
import { expect, onTestFinished, test } from 'vitest';
import { Prompt } from '../../../src/cli/terminal/prompt.ts';
import type { View } from '../../../src/cli/terminal/promptRow.ts';

const MARK = '>>> ';

/** A prompt and its terminal, in one process; the terminal may be of another size than it said. */
class Desk {
  private readonly terminal: xterm.Terminal;
  private readonly prompt: Prompt;
  private said: { columns: number; rows: number };
  private view: View | null = null;
  private isDue = false;

  /** @param wraps whether the terminal wraps the row of its cursor anew, or cuts it off */
  constructor(columns: number, wraps: boolean) {
    this.said = { columns, rows: 12 };
    this.terminal = new xterm.Terminal({
      cols: columns,
      rows: 12,
      scrollback: 10_000,
      allowProposedApi: true,
      reflowCursorLine: wraps,
    });
    this.prompt = new Prompt({
      size: () => this.said,
      onPlaced: () => {
        this.isDue = true;
      },
    });
    this.terminal.onData((answer) => {
      this.prompt.cursorIsAt(Number(/;(\d+)R$/.exec(answer)?.[1]));
    });
    onTestFinished(() => {
      this.prompt.close();
      this.terminal.dispose();
    });
  }

  async show(before: string, after = ''): Promise<void> {
    this.view = { mark: MARK, paintedMark: MARK, before, after };
    await this.draw();
  }

  async hear(line: string): Promise<void> {
    this.prompt.above([line]);
    await this.draw();
  }

  async send(before: string): Promise<void> {
    this.prompt.leave({ mark: MARK, paintedMark: MARK, before, after: '' });
    await this.show('');
  }

  /** The terminal has another size; the program does not know yet. */
  resize(columns: number): void {
    this.terminal.resize(columns, 12);
  }

  /** The program hears of it. */
  async tellSize(): Promise<void> {
    this.said = { columns: this.terminal.cols, rows: 12 };
    await this.draw();
  }

  /** What the terminal shows and has shown, each line whole, without empty ones at the end. */
  get lines(): string[] {
    const { active } = this.terminal.buffer;
    const lines: string[] = [];
    for (let y = 0; y < active.length; y++) {
      const row = active.getLine(y);
      const text = row?.translateToString(false) ?? '';
      if (row?.isWrapped) lines.push((lines.pop() ?? '') + text);
      else lines.push(text);
    }
    const trimmed = lines.map((line) => line.trimEnd());
    while (trimmed.at(-1) === '') trimmed.pop();
    return trimmed;
  }

  /** What stands from the cursor on. */
  get atCursor(): string {
    const { active } = this.terminal.buffer;
    const row = active.getLine(active.baseY + active.cursorY);
    return row?.translateToString(true, active.cursorX) ?? '';
  }

  private async draw(): Promise<void> {
    do {
      this.isDue = false;
      const text = this.prompt.text(this.view);
      await new Promise<void>((resolve) => this.terminal.write(text, resolve));
    } while (this.isDue);
  }
}

const columns = fc.integer({ min: 12, max: 100 });
const deed = fc.oneof(
  fc.record({ kind: fc.constant('type' as const), length: fc.nat(150), right: fc.nat(20) }),
  fc.record({ kind: fc.constant('hear' as const) }),
  fc.record({ kind: fc.constant('send' as const), length: fc.nat(60) }),
  fc.record({ kind: fc.constant('resize' as const), columns }),
  fc.record({ kind: fc.constant('tellSize' as const) }),
);

test.each([true, false])(
  'whatever is resized when, no message is erased (a terminal that wraps anew: %s)',
  async (wraps) => {
    await fc.assert(
      fc.asyncProperty(columns, fc.array(deed, { maxLength: 30 }), async (width, deeds) => {
        const desk = new Desk(width, wraps);
        const heard: string[] = [];
        await desk.show('');
        for (const each of deeds) {
          if (each.kind === 'type') {
            await desk.show('y'.repeat(each.length), 'y'.repeat(each.right));
          } else if (each.kind === 'send') await desk.send('y'.repeat(each.length));
          else if (each.kind === 'resize') desk.resize(each.columns);
          else if (each.kind === 'tellSize') await desk.tellSize();
          else await desk.hear(heard[heard.push(`m${heard.length}`) - 1] ?? '');
        }
        expect(desk.lines.filter((line) => /^m\d+$/.test(line))).toEqual(heard);
      }),
    );
  },
);

// What xterm.js makes of a cursor in a row that it wraps anew is its own: see tmux.test.ts.
test('a terminal that says its size at once has one prompt', async () => {
  const step = fc.tuple(columns, fc.nat(150), fc.boolean());
  await fc.assert(
    fc.asyncProperty(columns, fc.array(step, { maxLength: 12 }), async (width, steps) => {
      const desk = new Desk(width, false);
      const heard: string[] = [];
      await desk.show('');
      for (const [next, length, hears] of steps) {
        await desk.show('y'.repeat(length));
        desk.resize(next);
        await desk.tellSize();
        if (hears) await desk.hear(heard[heard.push(`m${heard.length}`) - 1] ?? '');
      }
      expect(desk.lines.slice(0, -1)).toEqual(heard);
      expect(desk.lines.at(-1)).toMatch(/^>>>/);
    }),
  );
});

const character = fc.constantFrom(
  ...[
    'a',
    'b',
    ' ',
    '漢',
    'é',
    'e\u0301',
    '❤️',
    '👨‍👩‍👧',
    '🇩🇪',
    '👍🏽',
    '1️⃣',
    'ส้ำ',
    'क्षि',
    '\t',
    '\n',
  ],
);

test('the cursor stands where the next character goes, however wide the terminal draws', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(character, { maxLength: 12 }), fc.nat(12)), { maxLength: 8 }),
      async (steps) => {
        const desk = new Desk(100, true);
        await desk.show('');
        for (const [characters, place] of steps) {
          const [before, after] = [characters.slice(0, place), characters.slice(place)];
          await desk.show(before.join(''), `|${after.join('')}`);
          expect(desk.atCursor).toMatch(/^\|/);
          await desk.show(`${characters.join('')}|`);
          expect(desk.atCursor).toBe('');
          expect(desk.lines).toHaveLength(1);
          expect(desk.lines[0]).toMatch(/\|$/);
        }
      },
    ),
  );
});

test('a pile of accents is one character, and does not hide what stands beside it', async () => {
  const desk = new Desk(40, true);
  const pile = `a${'\u0301'.repeat(8 * 1024)}`;
  await desk.show(`send bob ${pile}`, 'next');
  expect(desk.atCursor).toBe('next');
  expect(desk.lines[0]?.normalize('NFC').replace(/\u0301/g, '')).toBe('>>> send bob ánext');
});

test('a mark that leaves no room for the entry is cut', async () => {
  const desk = new Desk(20, true);
  const mark = `>>> (${'g'.repeat(32)}) `;
  await desk.show('');
  const view = { mark, paintedMark: mark, before: 'send_group hi', after: '' };
  expect(mark.length).toBeGreaterThan(20);
  const text = new Prompt({ size: () => ({ columns: 20, rows: 5 }), onPlaced: () => {} }).text(
    view,
  );
  expect(text).toContain('>>> (ggg…');
  expect(text).toContain('hi');
});
