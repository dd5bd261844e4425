/** The page, as somebody uses it. */
import type { Download, Locator, Page } from 'playwright-core';
import { eventually } from './patience.ts';

/** Names of the views, as their tabs say them. */
export type ViewTitle =
  | 'Space-time'
  | 'Statechart'
  | 'Events'
  | 'Context'
  | 'Tables'
  | 'Promises'
  | 'Play';

export class InspectorPage {
  readonly page: Page;
  /** Moves the cursor. */
  readonly transport: Locator;
  readonly slider: Locator;
  readonly header: Locator;
  readonly alert: Locator;
  /** Tells whose chart is shown, and chooses another. */
  readonly machine: Locator;
  /** What there is to choose from, while it is open. */
  readonly machines: Locator;

  constructor(page: Page) {
    this.page = page;
    this.transport = page.getByRole('region', { name: 'Transport' });
    this.slider = page.getByRole('slider', { name: 'Step', exact: true });
    this.header = page.getByRole('banner');
    this.alert = page.getByRole('alert');
    this.machine = page.getByRole('combobox', { name: 'Machine' });
    this.machines = page.getByRole('listbox', { name: 'Machines' }).getByRole('option');
  }

  /** Waits until a story is open, and returns the title that it bears. */
  async storyOpens(): Promise<string> {
    await this.slider.waitFor();
    return this.title();
  }

  async title(): Promise<string> {
    const title = this.header.getByRole('heading', { level: 1 }).locator('bdi');
    return (await title.textContent()) ?? '';
  }

  /** The step that is shown; what the slider says follows it. */
  async position(): Promise<number> {
    return (await this.place())[0];
  }

  /** The last step that there is. */
  async last(): Promise<number> {
    return (await this.place())[1];
  }

  /** Waits until a step is shown. */
  async isAt(position: number): Promise<void> {
    await eventually(() => this.position(), 'the step that is shown').toBe(position);
  }

  /** Presses a button of the transport. */
  async press(name: string): Promise<void> {
    await this.transport.getByRole('button', { name, exact: true }).click();
  }

  /** What the clipboard holds. */
  clipboard(): Promise<string> {
    return this.page.evaluate('navigator.clipboard.readText()');
  }

  /** Presses a key, wherever the focus is. */
  async key(name: string): Promise<void> {
    await this.page.keyboard.press(name);
  }

  /** Follows a link to a step. */
  async goTo(position: number): Promise<void> {
    await this.page.evaluate(`location.hash = 'step=${position}'`);
    await this.isAt(position);
  }

  /** Shows a view, and returns its box. */
  async view(title: ViewTitle): Promise<Locator> {
    const tab = this.page.getByRole('tab', { name: title, exact: true });
    if ((await tab.count()) > 0) await tab.first().click();
    const id = { 'Space-time': 'spaceTime' }[title as string] ?? title.toLowerCase();
    return this.page.locator(`#view-${id}`);
  }

  /** Picks a file, as the button `Open…` asks for one. */
  async pick(...paths: readonly string[]): Promise<void> {
    const chosen = this.page.waitForEvent('filechooser');
    await this.header.getByRole('button', { name: 'Open…' }).click();
    await (await chosen).setFiles([...paths]);
  }

  /** Drops a file on the page. */
  async drop(name: string, text: string): Promise<void> {
    const files = await this.page.evaluateHandle(`(() => {
      const files = new DataTransfer();
      files.items.add(new File([${JSON.stringify(text)}], ${JSON.stringify(name)}));
      return files;
    })()`);
    const target = this.page.locator('body');
    await target.dispatchEvent('dragover', { dataTransfer: files });
    await this.page.getByText('Drop the trace to open it').waitFor();
    await target.dispatchEvent('drop', { dataTransfer: files });
  }

  /** Opens a story of the tour. */
  async tour(title: string): Promise<void> {
    await this.header.getByText('Tour', { exact: true }).click();
    await this.header.getByRole('button', { name: title }).click();
  }

  /** Chooses something of the menu `Export`. */
  async save(name: string | RegExp): Promise<Download> {
    const saved = this.page.waitForEvent('download');
    await this.header.getByText('Export', { exact: true }).click();
    await this.header.getByRole('button', { name }).click();
    return saved;
  }

  /** Chooses a machine by its id. */
  async choose(machine: string): Promise<void> {
    const picker = this.machine;
    await picker.click();
    await picker.fill(machine);
    await this.machines.filter({ hasText: machine }).first().click();
    await this.machineIs(machine);
  }

  /** Waits until the chart of a machine is shown. */
  async machineIs(machine: string): Promise<void> {
    await eventually(() => this.machine.inputValue(), 'the machine').toContain(`› ${machine} — `);
  }

  /** What is lit on the statechart: the states, or the transitions. */
  async lit(glow: 'leaf' | 'around' | 'now' | 'before', part: 'state' | 'transition') {
    const lit = this.page.locator(`.statechart-sheet g.lit-${glow}[data-${part}]`);
    const ids = await lit.evaluateAll(
      (groups, name) => groups.map((group) => group.getAttribute(`data-${name}`) ?? ''),
      part,
    );
    return ids.sort();
  }

  /** `12 / 1,234`, as it stands beside the slider. */
  private async place(): Promise<readonly [position: number, last: number]> {
    const text = await this.transport.getByTitle('Go to a step (g)').textContent();
    const [, position, last] = /([\d,]+) \/ ([\d,]+)$/.exec(text ?? '') ?? [];
    const numberOf = (digits = '') => Number(digits.replaceAll(',', ''));
    return [numberOf(position), numberOf(last)];
  }
}
