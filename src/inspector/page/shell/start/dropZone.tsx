import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { openFile } from '../../sources/files.ts';

/** A file may be dropped anywhere on the page. */
export function DropZone() {
  const isOver = useSignal(false);
  useEffect(() => {
    const stop = new AbortController();
    const { signal } = stop;
    const holdsFile = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    window.addEventListener(
      'dragover',
      (event) => {
        if (!holdsFile(event)) return;
        event.preventDefault();
        isOver.value = true;
      },
      { signal },
    );
    window.addEventListener(
      'dragleave',
      (event) => {
        if (event.relatedTarget === null) isOver.value = false;
      },
      { signal },
    );
    window.addEventListener(
      'drop',
      (event) => {
        isOver.value = false;
        const file = event.dataTransfer?.files[0];
        if (!holdsFile(event)) return;
        event.preventDefault();
        if (file) void openFile(file);
      },
      { signal },
    );
    return () => stop.abort();
  }, [isOver]);
  if (!isOver.value) return null;
  return (
    <div class="shell-drop" aria-hidden="true">
      <p>Drop the trace to open it</p>
    </div>
  );
}
