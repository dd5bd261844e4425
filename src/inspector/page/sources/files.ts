/** Trace files of the user's, chosen or dropped. */
import { problem } from '../state/shared.ts';
import { readStory } from './trace.ts';

/** The `id` of the element that asks for a file. */
export const FILE_INPUT = 'shell-file';

/** Lets the user choose a file. */
export function chooseFile(): void {
  document.getElementById(FILE_INPUT)?.click();
}

/** Opens a file. If it cannot be read, the story that is open stays, and a message says why. */
export async function openFile(file: File): Promise<void> {
  if (file.size === 0) problem.value = `${file.name}: the file is empty`;
  else
    await readStory({ title: file.name }, async () => ({ bytes: file.stream(), size: file.size }));
}
