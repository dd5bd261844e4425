/** What the tests of the page share: one browser for a worker, a visit of its own for each test. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { test as base, expect, type TestAPI } from 'vitest';
import { findChromium, launchChromium } from '../../support/chromium.ts';
import { Processes, STATECHAT } from '../../support/processes.ts';
import type { Program } from '../../support/program.ts';
import type { InspectorPage } from './page.ts';
import { Visit, type VisitOptions } from './visit.ts';

const executable = findChromium();
if (executable === null)
  console.warn('SKIPPED: the page in a browser, because there is no Chromium');
/** Belongs to the title of every test that needs a browser. */
export const suffix = executable === null ? ' (skipped: there is no Chromium)' : '';

/** What a process says of where it is shown. */
const ADDRESS = /^>>> \[Inspector: (http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}\/)\]$/m;

/** What a test of the page has. */
interface Fixtures {
  readonly browser: Browser;
  /** A folder for files of the test, which is the user's runtime folder too. */
  readonly folder: string;
  readonly processes: Processes;
  /** Begins to look at pages; none of them may complain, or ask anybody else for anything. */
  readonly visit: (options?: VisitOptions) => Promise<Visit>;
}

export const browserTest = base.extend<{
  $worker: Pick<Fixtures, 'browser'>;
  $test: Omit<Fixtures, 'browser'>;
}>({
  browser: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads from it what is needed
    async ({}, use) => {
      const browser = await launchChromium(executable ?? '');
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  folder: async ({ task: _task }, use) => {
    const folder = newFolder();
    await use(folder);
    rmSync(folder, { recursive: true });
  },
  processes: async ({ folder }, use) => {
    const processes = new Processes(commandIn(folder));
    try {
      await use(processes);
    } finally {
      await processes.end();
    }
  },
  visit: async ({ browser, task }, use) => {
    const visits: Visit[] = [];
    await use(async (options) => {
      const visit = await Visit.begin(browser, options);
      visits.push(visit);
      return visit;
    });
    const complaints = visits.flatMap((visit) => visit.complaints);
    await Promise.all(visits.map((visit) => visit.end()));
    // What failed before says more, and may be explained by these.
    if (task.result?.state !== 'fail') expect(complaints).toEqual([]);
    else if (complaints.length > 0) console.warn(complaints.join('\n'));
  },
});

/** What a test of one page has beside. */
interface Served {
  /** Where an inspector serves the page to all tests of the file. */
  readonly address: string;
  readonly visitor: Visit;
  /** The page; if there is a trace, at its first step. */
  readonly inspector: InspectorPage;
}

/** @param trace what the inspector begins with; null for nothing */
export function servedTest(trace: { readonly name: string; readonly text: string } | null) {
  return browserTest.extend<{ $file: Pick<Served, 'address'>; $test: Omit<Served, 'address'> }>({
    address: [
      // biome-ignore lint/correctness/noEmptyPattern: vitest reads from it what is needed
      async ({}, use) => {
        const folder = newFolder();
        const processes = new Processes(commandIn(folder));
        try {
          const traces = trace === null ? [] : [write(folder, trace.name, trace.text)];
          await use(await inspect(processes, ...traces));
        } finally {
          await processes.end();
          rmSync(folder, { recursive: true });
        }
      },
      { scope: 'file' },
    ],
    visitor: async ({ visit }, use) => use(await visit()),
    inspector: async ({ address, visitor }, use) => {
      const inspector = await visitor.open(address);
      if (trace !== null) await inspector.storyOpens();
      await use(inspector);
    },
  });
}

/** Skips the tests where there is no browser, or where nobody wants them. */
export function withChromium<C>(test: TestAPI<C>, isUnwanted = false) {
  return test.skipIf(executable === null || isUnwanted);
}

/** Where a process says that it is shown. */
export async function addressOf(program: Program): Promise<string> {
  const text = () => [...program.lines, program.errors].join('\n');
  await program.until(() => ADDRESS.test(text()), 'to say where it is shown');
  return ADDRESS.exec(text())?.[1] ?? '';
}

/** Starts the inspector, with a trace to begin with or without; resolves with its address. */
export function inspect(processes: Processes, ...trace: readonly string[]): Promise<string> {
  return addressOf(processes.run('inspect', ...trace));
}

/** Writes a file of the test's; returns its path. */
export function write(folder: string, name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'statechat-page-'));
}

/** What starts statechat among processes that meet in a folder, and nowhere else. */
function commandIn(folder: string): string[] {
  return ['/usr/bin/env', `XDG_RUNTIME_DIR=${folder}`, ...STATECHAT];
}
