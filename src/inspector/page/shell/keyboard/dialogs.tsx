/** The help of the keyboard, and the question for a step. */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { player, startOf } from '../../state/player.ts';
import { cursor, timeline } from '../../state/shared.ts';
import type { Shortcut } from './keys.ts';
import { SHORTCUTS, VIEW_SHORTCUTS } from './keys.ts';
import './dialogs.css';
import { Button } from '../../widgets/button.tsx';

const dialog = signal<'help' | 'goTo' | null>(null);

export function openHelp(): void {
  dialog.value = 'help';
}

export function openGoTo(): void {
  if (timeline.value !== null) dialog.value = 'goTo';
}

/** The dialog that is open, if there is one. */
export function Dialogs() {
  const name = dialog.value;
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (name !== null && !element.current?.open) element.current?.showModal();
  }, [name]);
  if (name === null) return null;
  return (
    <dialog
      ref={element}
      class="shell-dialog"
      aria-labelledby="shell-dialog-title"
      onClose={() => {
        dialog.value = null;
      }}
    >
      {name === 'help' ? <Help /> : <GoTo />}
    </dialog>
  );
}

function Help() {
  return (
    <form method="dialog">
      <h2 id="shell-dialog-title">Keyboard</h2>
      <table class="shell-keys">
        <tbody>
          <Keys shortcuts={SHORTCUTS} />
        </tbody>
        {VIEW_SHORTCUTS.map(({ where, shortcuts }) => (
          <tbody key={where}>
            <tr>
              <th colSpan={2} scope="rowgroup" class="shell-keysOf">
                {where}
              </th>
            </tr>
            <Keys shortcuts={shortcuts} />
          </tbody>
        ))}
      </table>
      <button type="submit" class="is-main">
        Close
      </button>
    </form>
  );
}

function Keys({ shortcuts }: { shortcuts: readonly Shortcut[] }) {
  return shortcuts.map(({ keys, what }) => (
    <tr key={what}>
      <th scope="row">
        {keys.map((key) => (key === '…' ? '… ' : [<kbd key={key}>{key}</kbd>, ' ']))}
      </th>
      <td>{what}</td>
    </tr>
  ));
}

function GoTo() {
  const input = useRef<HTMLInputElement>(null);
  const story = timeline.value;
  useEffect(() => input.current?.select(), []);
  if (story === null) return null;
  const go = () => {
    const position = input.current?.valueAsNumber ?? Number.NaN;
    if (!Number.isNaN(position)) player.send({ type: 'goTo', position });
  };
  return (
    <form method="dialog" onSubmit={go}>
      <h2 id="shell-dialog-title">Go to a step</h2>
      <label class="in-column">
        Step, {startOf(story.first)} to {story.last}
        <input
          ref={input}
          type="number"
          required
          min={startOf(story.first)}
          max={story.last}
          defaultValue={String(cursor.peek())}
        />
      </label>
      <div class="in-row">
        <button type="submit" class="is-main">
          Go
        </button>
        <Button onClick={({ currentTarget }) => currentTarget.closest('dialog')?.close()}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
