import { clipSafe } from '../../../../chat/display/clip.ts';
import type { DiffRow } from '../../../model/diff.ts';
import { isWordy, preview } from '../../widgets/jsonTree/rows.ts';
import { JsonTree } from '../../widgets/jsonTree/tree.tsx';
import { signOf } from './words.ts';

const PATH_CHARACTERS = 200;
/** Texts are short enough to be compared at a glance, or open. */
const VALUE_CHARACTERS = 120;

/** What changed in a context, row by row; what did not is folded. */
export function Difference({ rows }: { rows: readonly DiffRow[] }) {
  const changed = rows.filter(({ kind }) => kind !== 'same');
  const same = rows.filter(({ kind }) => kind === 'same');
  const [only] = same;
  if (only !== undefined && rows.length === 1) {
    // All of it in one row: its fields tell more.
    return <JsonTree label="The context, unchanged" value={only.after} openDepth={0} />;
  }
  return (
    <>
      <DiffList rows={changed} label="What changed" />
      {same.length > 0 && (
        <details class="fine">
          <summary>{same.length} unchanged</summary>
          <DiffList rows={same} label="What did not change" />
        </details>
      )}
    </>
  );
}

function DiffList({ rows, label }: { rows: readonly DiffRow[]; label: string }) {
  if (rows.length === 0) return null;
  return (
    <ul class="context-diff" aria-label={label}>
      {rows.map((row) => (
        <Row key={row.path} row={row} />
      ))}
    </ul>
  );
}

function Row({ row: { path, kind, before, after } }: { row: DiffRow }) {
  // Only the row that counts what was left out is the same on both sides.
  const isBoth = kind === 'changed' && before !== after;
  const where = clipSafe(path, PATH_CHARACTERS);
  return (
    <li class={`context-row is-${kind}`}>
      <span class="context-sign" aria-hidden="true">
        {signOf(kind)}
      </span>
      <span class="unseen">{kind}</span>
      <bdi class="clipped" title={where}>
        {where}
      </bdi>
      <span class="context-values">
        {kind !== 'added' && <Value value={before} side="before" />}
        {isBoth && (
          <span role="img" aria-label="became">
            →
          </span>
        )}
        {(kind === 'added' || isBoth) && <Value value={after} side="after" />}
      </span>
    </li>
  );
}

/** Small ones as they are; others open. */
function Value({ value, side }: { value: unknown; side: 'before' | 'after' }) {
  if (!isWordy(value, VALUE_CHARACTERS))
    return <bdi class={`context-${side}`}>{preview(value, VALUE_CHARACTERS)}</bdi>;
  return (
    <details>
      <summary>
        <bdi class={`context-${side}`}>{preview(value, VALUE_CHARACTERS)}</bdi>
      </summary>
      <JsonTree label={`The value ${side}`} value={value} openDepth={1} />
    </details>
  );
}
