/** The play panel, as somebody uses it. */
import type { Locator } from 'playwright-core';
import type { InspectorPage } from './page.ts';
import { eventually } from './patience.ts';

/** More than there are before anything that a test waits for. */
const MAX_STEPS = 200;

export class Playground {
  readonly inspector: InspectorPage;
  readonly panel: Locator;

  /** Begins a play: alice and bob are registered. */
  static async open(inspector: InspectorPage): Promise<Playground> {
    await inspector.header.getByRole('button', { name: 'New play' }).click();
    await inspector.storyOpens();
    return new Playground(inspector);
  }

  private constructor(inspector: InspectorPage) {
    this.inspector = inspector;
    this.panel = inspector.page.getByRole('region', { name: 'Play', exact: true }).first();
  }

  /** Adds a client. */
  async add(name: string): Promise<void> {
    await this.panel.getByRole('textbox', { name: 'Name of the new client' }).fill(name);
    await this.panel.getByRole('button', { name: 'Add client' }).click();
  }

  /** Types a command at the prompt of a client. */
  async types(name: string, line: string): Promise<void> {
    await this.lookAt(name);
    const prompt = this.panel.getByRole('combobox', { name: `command of ${name}` });
    await prompt.fill(line);
    await prompt.press('Enter');
    await eventually(() => prompt.inputValue()).toBe('');
  }

  /** Waits until a client has been shown a line. */
  async sees(name: string, line: string | RegExp): Promise<void> {
    await this.lookAt(name);
    await eventually(() => this.log(name).textContent(), `what ${name} sees`).toMatch(
      typeof line === 'string' ? new RegExp(line.replace(/[^\w ]/g, '\\$&')) : line,
    );
  }

  /** The screen of a client that is looked at. */
  private log(name: string): Locator {
    return this.panel.getByRole('log', { name: `What ${name} sees` });
  }

  /** What others said to a client, so far. */
  async heard(name: string): Promise<string[]> {
    await this.lookAt(name);
    await this.log(name).waitFor();
    const lines = await this.log(name).locator('.play-line').allTextContents();
    return lines.filter((line) => /^>>> \w+: /.test(line));
  }

  /** The datagrams on their way, by their numbers. */
  async onTheirWay(): Promise<number[]> {
    const rows = this.panel.locator('.play-number');
    const numbers = await rows.allTextContents();
    return numbers.map((number) => Number(number.slice(1)));
  }

  /** Presses a button beside a datagram. */
  async doTo(datagram: number, what: 'Drop' | 'Duplicate' | 'Delay' | 'Deliver'): Promise<void> {
    await this.panel.getByRole('button', { name: `${what} datagram ${datagram}` }).click();
  }

  /** Does something to a process. */
  async does(name: string, what: string): Promise<void> {
    await this.lookAt(name);
    const button = this.panel.getByRole('button', { name: `${what}: ${name}` });
    if (!(await button.isVisible())) {
      await this.panel.locator('summary').filter({ hasText: 'More' }).click();
    }
    await button.click();
  }

  /** Shows the screen of a process. */
  private async lookAt(name: string): Promise<void> {
    const button = this.panel.getByRole('group', { name: 'Processes' }).getByText(name);
    await button.click();
  }

  /** Shows one of the tabs beside the screen. */
  async tab(name: string | RegExp): Promise<void> {
    await this.panel.getByRole('tab', { name }).click();
  }

  /** Arrows of the diagram, by their words. */
  arrows(words: RegExp): Locator {
    return this.inspector.page.locator('#view-spaceTime').getByRole('button', { name: words });
  }

  /** Clicks the arrow of the newest datagram that is on its way. */
  async clickArrow(): Promise<void> {
    const arrow = this.inspector.page.locator('.spaceTime-arrow.is-underWay').last();
    await arrow.locator('.spaceTime-underWayMark').click();
  }

  /** The row of a datagram is marked. */
  async isSelected(datagram: number): Promise<void> {
    const row = this.panel.locator('.play-row.is-selected');
    await eventually(() => row.textContent()).toContain(`#${datagram} `);
  }

  /** Lets time pass, fast, until a client has been shown a line. */
  async runUntil(name: string, line: string): Promise<void> {
    const { transport } = this.inspector;
    await transport.getByRole('combobox', { name: 'Speed' }).selectOption({ label: '10×' });
    await this.inspector.press('Follow');
    await this.sees(name, line);
    await this.inspector.press('Pause');
  }

  /** Goes on step by step until a client has been shown a line so often. */
  async goOnUntil(name: string, line: string, times = 1): Promise<void> {
    await this.lookAt(name);
    await this.log(name).waitFor();
    const shown = this.log(name).locator('.play-line');
    await this.goOn(line, async () => {
      const lines = await shown.allTextContents();
      return lines.filter((each) => each === line).length >= times;
    });
  }

  /** Goes on step by step until the diagram has an arrow of these words. */
  async goOnUntilArrow(words: RegExp): Promise<void> {
    const arrow = this.arrows(words);
    await this.goOn(String(words), async () => (await arrow.count()) > 0);
  }

  /** Not by time: how much of it passes before a test has seen something is nobody's choice. */
  private async goOn(missing: string, isThere: () => Promise<boolean>): Promise<void> {
    for (let steps = 0; !(await isThere()); steps++) {
      if (steps === MAX_STEPS) throw new Error(`waited ${steps} steps for ${missing}`);
      const last = await this.inspector.last();
      await this.inspector.press('Step forward');
      await eventually(() => this.inspector.last()).toBeGreaterThan(last);
    }
  }
}
