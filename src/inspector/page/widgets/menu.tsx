import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import './menu.css';

interface MenuProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** Something in it is chosen already, and more may be: it stays open. */
  readonly isSet?: boolean;
}

/**
 * What one can choose behind a button. Closes on Escape and when one goes elsewhere; where one thing
 * is chosen, with that.
 */
export function Menu({ title, children, isSet }: MenuProps) {
  const box = useRef<HTMLDetailsElement>(null);
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  useEffect(() => {
    if (!isOpen) return undefined;
    const onAway = ({ target }: Event) => {
      if (!box.current?.contains(target as Node)) close();
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
    event.preventDefault();
    close();
    box.current?.querySelector('summary')?.focus();
  };
  return (
    <details
      ref={box}
      class={`menu ${isSet ? 'is-set' : ''}`}
      open={isOpen}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
      onKeyDown={onKeyDown}
    >
      <summary class="is-button clipped">
        <bdi>{title}</bdi>
      </summary>
      {isOpen && (
        // biome-ignore lint/a11y/noStaticElementInteractions: what is pushed is a button in it
        // biome-ignore lint/a11y/useKeyWithClickEvents: a button is pushed by keys as well
        <div class="menu-items popover" onClick={isSet === undefined ? close : undefined}>
          {children}
        </div>
      )}
    </details>
  );
}
