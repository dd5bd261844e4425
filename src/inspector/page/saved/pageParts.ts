/** The page's own script and style sheet, wherever it has them from. */
import type { PageParts } from './htmlReport.ts';

/**
 * @throws Error if they cannot be had, with a message for the user
 */
export async function pageParts(): Promise<PageParts> {
  if (!isSecureContext) throw new Error('the browser computes its hashes on a secure page only.');
  const script = document.querySelector<HTMLScriptElement>('script[type="module"]');
  const link = document.querySelector<HTMLLinkElement>('link[rel="stylesheet"]');
  const style = document.querySelector('style');
  return {
    script: script?.src ? await textOf(script.src) : (script?.textContent ?? ''),
    style: link ? await textOf(link.href) : (style?.textContent ?? ''),
  };
}

async function textOf(address: string): Promise<string> {
  const response = await fetch(address).catch(() => null);
  if (!response?.ok) throw new Error('the inspector’s process has ended, and with it the page.');
  return response.text();
}
