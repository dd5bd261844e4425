/** The page for those without a mouse, and for those who do not see it. */
import type { Locator, Page } from 'playwright-core';
import type { InspectorPage } from './page.ts';

/** More than there are stops on any page. */
const MAX_TABS = 120;

type Role = Parameters<Page['getByRole']>[0];

/** What has the focus, for a complaint. */
const FOCUSED = `(() => {
  const { tagName, className, textContent } = document.activeElement;
  const name = document.activeElement.getAttribute('aria-label') ?? textContent.slice(0, 20);
  return tagName + '.' + String(className.baseVal ?? className) + ' ' + name;
})()`;

/** Presses the tab key until something has the focus. */
export async function tabTo(
  { page }: InspectorPage,
  role: Role,
  name: string | RegExp,
): Promise<void> {
  const wanted = page.getByRole(role, { name, exact: true }).and(page.locator(':focus'));
  const passed: string[] = [];
  for (let tabs = 0; tabs < MAX_TABS; tabs++) {
    await page.keyboard.press('Tab');
    if ((await wanted.count()) > 0) return;
    passed.push(await page.evaluate(FOCUSED));
  }
  throw new Error(`no way leads to the ${role} ${name}; passed ${passed.join(', ')}`);
}

/** Whatever has the focus. */
export function focused(page: Page): Locator {
  return page.locator(':focus');
}

/** Whether one sees where the focus is: an outline, a shadow or a border that is else not there. */
const IS_SEEN = `(() => {
  const names = ['outlineStyle', 'boxShadow', 'borderColor', 'stroke', 'strokeWidth', 'fill'];
  const looks = (element) =>
    [element, ...element.querySelectorAll('path')]
      .flatMap((part) => names.map((name) => getComputedStyle(part)[name]))
      .join();
  const element = document.activeElement;
  const focused = looks(element);
  element.blur();
  const blurred = looks(element);
  element.focus({ focusVisible: true });
  return focused !== blurred;
})()`;

/** Everything that the tab key stops at, once round, and what of it one cannot see. */
export async function tabStops({
  page,
}: InspectorPage): Promise<{ all: string[]; unseen: string[] }> {
  const all: string[] = [];
  const unseen: string[] = [];
  for (let tabs = 0; tabs < MAX_TABS; tabs++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate<string>(FOCUSED);
    if (stop.startsWith('BODY')) break;
    all.push(stop);
    if (!(await page.evaluate(IS_SEEN))) unseen.push(stop);
  }
  return { all, unseen };
}

/** In a snapshot of what is told of a page: something that is operated, without a name. */
const NAMELESS =
  /^ *- (?:button|link|textbox|searchbox|combobox|checkbox|slider|spinbutton|tab|tabpanel|grid|tree|listbox|dialog|log|separator|application|region|navigation)(?: \[[^\]]*\])*:?$/;

/** What has no name, or says of itself what is not so. */
export async function speechless(page: Page): Promise<string[]> {
  const told = await page.locator('body').ariaSnapshot();
  const nameless = told.split('\n').filter((line) => NAMELESS.test(line));
  return [...nameless, ...(await page.evaluate<string[]>(CONTRADICTIONS))];
}

const CONTRADICTIONS = `(() => {
  const found = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const words = (element) => element.outerHTML.slice(0, 160);
  for (const element of all('[tabindex]'))
    if (element.tabIndex > 0) found.push('order: ' + words(element));
  const ids = all('[id]').map(({ id }) => id);
  for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) found.push('twice: ' + id);
  for (const name of ['aria-labelledby', 'aria-describedby', 'aria-activedescendant', 'for']) {
    for (const element of all('[' + name + ']')) {
      for (const id of element.getAttribute(name).split(' '))
        if (!document.getElementById(id)) found.push(name + ' leads nowhere: ' + words(element));
    }
  }
  for (const element of all('[aria-controls]')) {
    const isOpen =
      element.getAttribute('aria-selected') === 'true' ||
      element.getAttribute('aria-expanded') === 'true';
    if (isOpen && !document.getElementById(element.getAttribute('aria-controls')))
      found.push('controls nothing: ' + words(element));
  }
  for (const list of all('[role=tablist]')) {
    const tabs = [...list.querySelectorAll('[role=tab]')];
    const selected = tabs.filter((tab) => tab.getAttribute('aria-selected') === 'true');
    const stops = tabs.filter((tab) => tab.tabIndex === 0);
    if (selected.length !== 1 || stops.length !== 1 || selected[0] !== stops[0])
      found.push('tabs: ' + words(list));
  }
  for (const grid of all('[role=grid]')) {
    if (grid.querySelectorAll('[aria-selected=true]').length > 1)
      found.push('selected twice: ' + words(grid));
  }
  for (const element of all('[aria-hidden=true]')) {
    if (element.querySelector('button, input, select, a[href], [tabindex="0"]'))
      found.push('hidden, but reached: ' + words(element));
  }
  if (all('main').length !== 1) found.push(all('main').length + ' main parts');
  if (all('h1').length !== 1) found.push(all('h1').length + ' titles');
  if (document.documentElement.lang !== 'en') found.push('no language');
  return [...new Set(found)];
})()`;
