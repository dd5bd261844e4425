import { FILE_INPUT, openFile } from '../../sources/files.ts';

/** What the browser asks for a file with; never seen itself. */
export function FileInput() {
  return (
    <input
      id={FILE_INPUT}
      type="file"
      hidden
      aria-label="Trace file"
      onChange={({ currentTarget }) => {
        const file = currentTarget.files?.[0];
        // The same file may be chosen again: it may have changed.
        currentTarget.value = '';
        if (file) void openFile(file);
      }}
    />
  );
}
