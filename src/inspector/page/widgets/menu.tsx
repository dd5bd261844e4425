import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import './menu.css';

interface MenuProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** Buttons behind a button. Closes when one is chosen, on Escape, and when the focus leaves. */
export function Menu({ title, children }: MenuProps) {
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const onPointerDown = ({ target }: PointerEvent) => {
      if (target instanceof Node && !details.current?.contains(target)) close();
    };
    document.addEventListener('pointerdown', onPointerDown);
    return () => document.removeEventListener('pointerdown', onPointerDown);
  }, []);
  const close = () => {
    if (details.current) details.current.open = false;
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !details.current?.open) return;
    event.preventDefault();
    close();
    details.current.querySelector('summary')?.focus();
  };
  const onFocusOut = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget instanceof Node && !details.current?.contains(relatedTarget)) close();
  };
  return (
    <details ref={details} class="menu" onKeyDown={onKeyDown} onFocusOut={onFocusOut}>
      <summary class="is-button">{title}</summary>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what is pushed is a button in it */}
      <div class="menu-items popover" onClick={close} onKeyDown={() => {}}>
        {children}
      </div>
    </details>
  );
}
