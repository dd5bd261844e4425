import { useId, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import './tree.css';
import type { TreeRow, TreeState } from './rows.ts';
import { afterUse, treeRows, UNTOUCHED } from './rows.ts';

export interface JsonTreeProps {
  readonly label: string;
  readonly value: unknown;
  /** Branches above this depth are open at first; 0 opens none. */
  readonly openDepth: number;
}

/** Data as a tree that opens piece by piece. What was opened stays open when the value changes. */
export function JsonTree({ label, value, openDepth }: JsonTreeProps) {
  const id = useId();
  const [state, setState] = useState<TreeState>(UNTOUCHED);
  const [at, setAt] = useState(0);
  const rows = useMemo(() => treeRows(value, openDepth, state), [value, openDepth, state]);
  const active = Math.min(at, rows.length - 1);
  const use = (row: TreeRow) => setState((known) => afterUse(known, row));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const step = stepOf(event.key, rows, active);
    if (step === null) return;
    event.preventDefault();
    event.stopPropagation();
    setAt(step.at);
    if (step.use) use(step.use);
  };
  if (rows.length === 0) return <p class="fine">nothing</p>;
  return (
    <div
      class="jsonTree"
      role="tree"
      tabIndex={0}
      aria-label={label}
      aria-activedescendant={`${id}-${active}`}
      onKeyDown={onKeyDown}
    >
      {rows.map((row, i) => (
        <Row
          key={`${row.kind} ${row.path}`}
          id={`${id}-${i}`}
          row={row}
          isActive={i === active}
          onUse={() => {
            setAt(i);
            use(row);
          }}
        />
      ))}
    </div>
  );
}

interface RowProps {
  readonly id: string;
  readonly row: TreeRow;
  readonly isActive: boolean;
  onUse(): void;
}

function Row({ id, row, isActive, onUse }: RowProps) {
  const element = useRef<HTMLDivElement>(null);
  const wasActive = useRef(isActive);
  // Only what becomes active by a key or a click is brought into view, not what is so at first.
  useLayoutEffect(() => {
    if (isActive && !wasActive.current) element.current?.scrollIntoView({ block: 'nearest' });
    wasActive.current = isActive;
  }, [isActive]);
  const { kind, depth, label, text, type, isOpen } = row;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree has the keyboard
    // biome-ignore lint/a11y/useFocusableInteractive: the tree has the focus for all of them
    <div
      ref={element}
      id={id}
      role="treeitem"
      aria-level={depth + 1}
      aria-expanded={kind === 'branch' ? isOpen : undefined}
      class={`jsonTree-row is-${kind} ${isActive ? 'is-active' : ''}`}
      style={{ paddingInlineStart: `${Math.min(depth, MAX_INDENT) * 14 + 16}px` }}
      onClick={onUse}
    >
      {kind === 'branch' && (
        <span class="jsonTree-twisty" aria-hidden="true">
          {isOpen ? '▾' : '▸'}
        </span>
      )}
      {label !== '' && (
        <span class="jsonTree-label">
          <bdi>{label}</bdi>:{' '}
        </span>
      )}
      {!(kind === 'branch' && isOpen) && <bdi class={`jsonTree-${type}`}>{text}</bdi>}
    </div>
  );
}

/** Deeper rows begin where these do. */
const MAX_INDENT = 16;

/** What a key does: where it leads, and the row that it uses. Null if it is not for the tree. */
function stepOf(
  key: string,
  rows: readonly TreeRow[],
  at: number,
): { at: number; use?: TreeRow } | null {
  const row = rows[at];
  if (row === undefined) return null;
  switch (key) {
    case 'ArrowDown':
      return { at: Math.min(rows.length - 1, at + 1) };
    case 'ArrowUp':
      return { at: Math.max(0, at - 1) };
    case 'Home':
      return { at: 0 };
    case 'End':
      return { at: rows.length - 1 };
    case 'Enter':
    case ' ':
      return { at, use: row };
    case 'ArrowRight':
      if (row.kind !== 'branch') return { at };
      return row.isOpen ? { at: at + 1 } : { at, use: row };
    case 'ArrowLeft':
      return row.isOpen ? { at, use: row } : { at: parentOf(rows, at) };
    default:
      return null;
  }
}

function parentOf(rows: readonly TreeRow[], at: number): number {
  const depth = rows[at]?.depth ?? 0;
  for (let i = at - 1; i >= 0; i--) if ((rows[i]?.depth ?? 0) < depth) return i;
  return at;
}
