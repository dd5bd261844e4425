/** Somebody looks at pages: whatever a page should not do is taken down. */
import type { Browser, BrowserContext } from 'playwright-core';
import { InspectorPage } from './page.ts';
import { PATIENCE_MS } from './patience.ts';

export interface VisitOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  readonly reducedMotion?: 'reduce' | 'no-preference';
  /** Complaints of the browser that belong to what is tried, such as a process that is gone. */
  readonly expected?: RegExp;
}

const NEVER = /(?!)/;

export class Visit {
  /** Errors, violations of the security policy, dialogs, requests to others. */
  readonly complaints: string[] = [];
  private readonly context: BrowserContext;
  private readonly expected: RegExp;

  static async begin(browser: Browser, options: VisitOptions = {}): Promise<Visit> {
    const { width = 1280, height = 800, colorScheme = 'light' } = options;
    const { reducedMotion = 'reduce' } = options;
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme,
      reducedMotion,
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    return new Visit(context, options);
  }

  private constructor(context: BrowserContext, { expected = NEVER }: VisitOptions) {
    this.context = context;
    this.expected = expected;
    context.setDefaultTimeout(PATIENCE_MS);
    context.on('console', (message) => {
      const isComplaint = message.type() === 'error' || message.type() === 'warning';
      if (isComplaint) this.complain(`console: ${message.text()}`);
    });
    context.on('weberror', (error) => this.complain(`error: ${error.error().message}`));
    context.on('dialog', (dialog) => {
      this.complain(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  }

  /** Opens an address in a new tab. */
  async open(address: string): Promise<InspectorPage> {
    const page = await this.context.newPage();
    const own = new URL(address);
    page.on('request', (request) => {
      const url = new URL(request.url());
      const isOwn = url.protocol === own.protocol && url.host === own.host;
      const isInside = url.protocol === 'data:' || url.protocol === 'blob:';
      if (!isOwn && !isInside) this.complain(`request to ${request.url()}`);
    });
    page.on('websocket', (socket) => this.complain(`socket to ${socket.url()}`));
    // From the beginning: the browser needs a moment until it hands them to the test.
    page.on('filechooser', () => {});
    page.on('popup', (popup) => this.complain(`another page: ${popup.url()}`));
    await page.goto(address);
    return new InspectorPage(page);
  }

  async end(): Promise<void> {
    await this.context.close();
  }

  private complain(complaint: string): void {
    if (!this.expected.test(complaint)) this.complaints.push(complaint);
  }
}
