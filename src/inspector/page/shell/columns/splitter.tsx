import type { Signal } from '@preact/signals';

interface SplitterProps {
  /** What is on both sides of it. */
  readonly label: string;
  /** Whether it stands between left and right, or between above and below. */
  readonly between: 'columns' | 'rows';
  /** Share of the first of the two, in percent. */
  readonly share: Signal<number>;
}

const LEAST = 20;
const MOST = 80;
const KEY_STEP = 2;

/** Divides the room between two neighbours; dragged, or moved with the arrow keys. */
export function Splitter({ label, between, share }: SplitterProps) {
  const put = (percent: number) => {
    share.value = Math.min(MOST, Math.max(LEAST, percent));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const [less, more] =
      between === 'columns' ? ['ArrowLeft', 'ArrowRight'] : ['ArrowUp', 'ArrowDown'];
    const targets: Record<string, number> = {
      [less ?? '']: share.value - KEY_STEP,
      [more ?? '']: share.value + KEY_STEP,
      Home: LEAST,
      End: MOST,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    put(target);
  };
  const onPointerMove = (event: PointerEvent) => {
    const bar = event.currentTarget as HTMLElement;
    const room = bar.parentElement?.getBoundingClientRect();
    if (!bar.hasPointerCapture(event.pointerId) || !room) return;
    const part =
      between === 'columns'
        ? (event.clientX - room.left) / room.width
        : (event.clientY - room.top) / room.height;
    put(part * 100);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a rule cannot be moved
    <div
      class={`shell-splitter is-between-${between}`}
      role="separator"
      tabIndex={0}
      aria-label={label}
      aria-orientation={between === 'columns' ? 'vertical' : 'horizontal'}
      aria-valuemin={LEAST}
      aria-valuemax={MOST}
      aria-valuenow={Math.round(share.value)}
      onKeyDown={onKeyDown}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
    />
  );
}
