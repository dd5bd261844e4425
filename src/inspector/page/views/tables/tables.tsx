import { useMemo } from 'preact/hooks';
import { clipSafe } from '../../../../chat/display/clip.ts';
import { safeText } from '../../../../chat/display/safeText.ts';
import type { TimelineView } from '../../../model/types.ts';
import { cursor } from '../../state/shared.ts';
import './tables.css';
import type { Matrix, MatrixCell, MatrixColumn, MatrixRow } from './matrix.ts';
import { matrixOf, matrixSummary } from './matrix.ts';

const SERVER = 'server';
/** What is drawn of a name; a name that the chat allows is shorter. */
const NAME_CHARACTERS = 40;

/** The client tables side by side, and where they differ from the server's. */
export function TablesView({ story }: { story: TimelineView }) {
  const matrix = matrixAt(story, cursor.value);
  return (
    <div class="view tables">
      <p class="view-strip strong">{matrixSummary(matrix, SERVER)}</p>
      {matrix.rows.length === 0 ? (
        <p class="view-empty">Nobody stands in a table yet.</p>
      ) : (
        <MatrixTable matrix={matrix} />
      )}
      <p class="view-strip in-row fine tables-legend">
        <span>● online</span> <span>○ offline</span> <span>– not listed</span>{' '}
        <span class="tables-other">≠ not as the server has it</span>{' '}
        <span class="tables-new">✱ changed in this step</span>
      </p>
    </div>
  );
}

function matrixAt(story: TimelineView, position: number): Matrix {
  const tables = story.tablesAt(position);
  const isChange = tables.some(({ changedAt }) => changedAt === position);
  return matrixOf(tables, isChange ? story.tablesAt(position - 1) : tables, SERVER);
}

function MatrixTable({ matrix }: { matrix: Matrix }) {
  return (
    <section
      class="view-scroll"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must scroll by keyboard
      tabIndex={0}
      aria-label="Tables, a column for each process"
    >
      <table>
        <thead>
          <tr>
            <th scope="col" class="tables-corner soft">
              name
            </th>
            {matrix.columns.map((column) => (
              <ColumnHead key={column.node} column={column} />
            ))}
          </tr>
        </thead>
        <tbody>
          {matrix.rows.map((row) => (
            <Row key={row.name} row={row} columns={matrix.columns.length} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function ColumnHead({ column }: { column: MatrixColumn }) {
  const { node, version, isVersionOther } = column;
  return (
    <th scope="col" title={safeText(node)}>
      <bdi class="clipped">{clipSafe(node, NAME_CHARACTERS)}</bdi>
      <span class={`fine ${isVersionOther ? 'tables-other' : ''}`}>
        {isVersionOther && <Mark sign="≠ " words="not the server's: " />}v{version}
      </span>
    </th>
  );
}

/** Most steps change no table: a row that looks as before is not drawn again. */
function Row({ row, columns }: { row: MatrixRow; columns: number }) {
  const { name, address, cells, signature } = row;
  return useMemo(
    () => (
      <tr>
        <th scope="row" title={safeText(`${name} ${address}`)}>
          <bdi class="clipped">{clipSafe(name, NAME_CHARACTERS)}</bdi>
          <bdi class="clipped fine">{clipSafe(address, NAME_CHARACTERS)}</bdi>
        </th>
        {cells.map((cell, i) => (
          <Cell key={i} cell={cell} />
        ))}
      </tr>
    ),
    [name, signature, columns],
  );
}

const WORDS = { online: '● online', offline: '○ offline', absent: '–' };

function Cell({ cell: { state, address, isOther, isNew } }: { cell: MatrixCell }) {
  const marks = `${isOther ? 'tables-other' : ''} ${isNew ? 'tables-new' : ''}`;
  return (
    <td class={`is-${state} ${marks}`}>
      {isOther && <Mark sign="≠ " words="not as the server has it: " />}
      {WORDS[state]}
      {isNew && <Mark sign=" ✱" words=", changed in this step" />}
      {address !== null && <bdi class="clipped fine">at {clipSafe(address, NAME_CHARACTERS)}</bdi>}
    </td>
  );
}

/** A sign, and what it means for who hears the page. */
function Mark({ sign, words }: { sign: string; words: string }) {
  return (
    <>
      <span class="tables-mark" aria-hidden="true">
        {sign}
      </span>
      <span class="unseen">{words}</span>
    </>
  );
}
