import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { clipSafe } from '../../../../chat/words/clip.ts';
import { choiceWords, withToggled } from './filter.ts';

export interface ChoiceProps {
  /** What is chosen among, in the plural. */
  readonly plural: string;
  readonly options: readonly string[];
  /** Nothing chosen means all. */
  readonly chosen: ReadonlySet<string>;
  onChange(chosen: ReadonlySet<string>): void;
}

/** Several of some things: a button that opens a list of boxes to check. */
export function Choice({ plural, options, chosen, onChange }: ChoiceProps): JSX.Element {
  const box = useRef<HTMLDetailsElement>(null);
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    if (!isOpen) return;
    const onAway = (event: Event) => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', onAway);
    document.addEventListener('focusin', onAway);
    return () => {
      document.removeEventListener('pointerdown', onAway);
      document.removeEventListener('focusin', onAway);
    };
  }, [isOpen]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !isOpen) return;
    event.stopPropagation();
    setOpen(false);
    box.current?.querySelector('summary')?.focus();
  };
  return (
    <details
      ref={box}
      class={`events-choice ${chosen.size > 0 ? 'is-set' : ''}`}
      open={isOpen}
      onToggle={() => setOpen(box.current?.open ?? false)}
      onKeyDown={onKeyDown}
    >
      <summary class="is-button">
        <bdi>{clipSafe(choiceWords(plural, chosen), 24)}</bdi>
      </summary>
      {isOpen && (
        <fieldset class="events-options popover">
          <legend class="unseen">{plural}</legend>
          {options.map((option) => (
            <label key={option} class="events-option">
              <input
                type="checkbox"
                checked={chosen.has(option)}
                onChange={() => onChange(withToggled(chosen, option))}
              />
              <bdi>{clipSafe(option, 40)}</bdi>
            </label>
          ))}
          <button type="button" disabled={chosen.size === 0} onClick={() => onChange(new Set())}>
            all {plural}
          </button>
        </fieldset>
      )}
    </details>
  );
}
