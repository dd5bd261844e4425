/** The licences of what the page is built from lie beside it: they ask for that. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const PACKAGE = /^(.*\/node_modules\/((?:@[^/]+\/)?[^/]+))\//;

/** Writes `licenses.txt`: the licence of every package of which something is in the bundle. */
export function licenses(): Plugin {
  return {
    name: 'licenses',
    generateBundle(_options, bundle) {
      const folders = new Map<string, string>();
      for (const chunk of Object.values(bundle)) {
        for (const id of chunk.type === 'chunk' ? chunk.moduleIds : []) {
          const [, folder, name] = PACKAGE.exec(id.replaceAll('\\', '/')) ?? [];
          if (folder !== undefined && name !== undefined) folders.set(name, folder);
        }
      }
      const names = [...folders.keys()].sort();
      const texts = names.map((name) => `${name}\n\n${licenseIn(folders.get(name) ?? '')}`);
      this.emitFile({ type: 'asset', fileName: 'licenses.txt', source: texts.join('\n\n---\n\n') });
    },
  };
}

/** @throws Error if the package says nothing: then it must not be shipped */
function licenseIn(folder: string): string {
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) throw new Error(`${folder} has no licence`);
  return readFileSync(join(folder, file), 'utf8').trim();
}
