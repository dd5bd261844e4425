/** What was measured, and how it is printed. */
import { short, whole } from './figures.mjs';

/**
 * @typedef {object} Row
 * @property {string} what
 * @property {string} unit
 * @property {number} ours
 * @property {number} [bare] the same thing, done by a bare socket
 * @property {number} [ratio]
 * @property {{ text: string, isMet: boolean }} [target]
 */

/**
 * @typedef {object} Table something measured at several sizes
 * @property {string} title
 * @property {string[]} columns
 * @property {{ what: string, unit: string, values: number[], target?: Row['target'] }[]} rows
 */

export class Report {
  /** @type {Row[]} */
  rows = [];
  /** @type {Table[]} */
  tables = [];
  /** Lines under the tables: what was skipped or failed. @type {string[]} */
  notes = [];

  /** @param {string} line */
  progress(line) {
    process.stderr.write(`· ${line}\n`);
  }

  /** @param {Row} row */
  add(row) {
    this.rows.push(row);
  }

  /** @param {Table} table */
  addTable(table) {
    this.tables.push(table);
  }

  /** @param {string} note */
  note(note) {
    this.notes.push(note);
  }

  toString() {
    const head = ['', 'statechat', 'bare', 'ratio', 'target', 'met'];
    const parts = [aligned([head, ...this.rows.map(cellsOf)], 3)];
    for (const { title, columns, rows } of this.tables) {
      const lines = rows.map(({ what, unit, values, target }) => [
        what,
        ...values.map((value) => written(value, unit)),
        ...verdict(target),
      ]);
      parts.push(aligned([[title, ...columns, 'target', 'met'], ...lines], columns.length));
    }
    return [...parts, this.notes.join('\n')].filter((part) => part !== '').join('\n\n');
  }
}

/**
 * @param {string[][]} lines
 * @param {number} figures columns after the first that hold figures
 */
function aligned(lines, figures) {
  const widths = (lines[0] ?? []).map((_, i) =>
    Math.max(...lines.map((cells) => cells[i]?.length ?? 0)),
  );
  const pad = (/** @type {string} */ cell, /** @type {number} */ i) =>
    i > 0 && i <= figures ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0);
  return lines.map((cells) => cells.map(pad).join('  ').trimEnd()).join('\n');
}

/** @param {Row} row */
function cellsOf({ what, unit, ours, bare, ratio, target }) {
  return [
    what,
    written(ours, unit),
    bare === undefined ? '' : written(bare, unit),
    ratio === undefined ? '' : ratio.toFixed(2),
    ...verdict(target),
  ];
}

/** @param {Row['target']} target */
function verdict(target) {
  return target ? [target.text, target.isMet ? 'yes' : 'NO'] : ['', ''];
}

/**
 * @param {number} value
 * @param {string} unit
 */
function written(value, unit) {
  return unit === '/s' ? `${whole(value)}/s` : `${short(value)} ${unit}`;
}
