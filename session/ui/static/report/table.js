/**
 * The table of regions: it is sorted by its heads, searched, and gone through by keys.
 *
 * @typedef {import('./store.js').Row} Row
 * @typedef {import('./order.js').Column<Entry>} Column
 * @typedef {{row: Row, index: number}} Entry  index: in the order of the report
 */
import { formatPlace, inOrder, plural, withCommas } from '../model/format.js';
import { byId, el } from '../page/dom.js';
import { areNumbers, fitting, sorted } from './order.js';

/** Rows that Page Up and Page Down go. */
const PAGE = 10;

/** Returns a region as the page counts. @param {Row} row */
export function placeOf({ seqName, start, end }) {
  return { seqName, start: start - 1, end };
}

/** Returns the columns of a table of regions. @param {Entry[]} entries @param {string[]} names of the further ones @returns {Column[]} */
export function columnsOf(entries, names) {
  /** @type {Column[]} */
  const columns = [{ name: '#', text: ({ index }) => String(index + 1), numbers: true }];
  if (entries.some(({ row }) => row.name)) columns.push({ name: 'Name', text: ({ row }) => inOrder(row.name), named: true });
  columns.push(
    { name: 'Locus', text: ({ row }) => formatPlace(placeOf(row)), by: ({ row }) => [row.seqName, row.start, row.end] },
    {
      name: 'Length', text: ({ row }) => withCommas(row.end - row.start + 1), by: ({ row }) => [row.end - row.start + 1], numbers: true,
    },
  );
  names.forEach((name, k) => {
    const text = (/** @type {Entry} */ { row }) => inOrder(row.cells[k] ?? '');
    columns.push({ name: inOrder(name), text, numbers: areNumbers(entries.map(text)) });
  });
  if (entries.some(({ row }) => row.failed)) columns.push({ name: 'Not drawn', text: ({ row }) => inOrder(row.failed) });
  return columns;
}

export class Table {
  /** @param {Row[]} rows @param {string[]} names of the further columns @param {(index: number) => void} chosen */
  constructor(rows, names, chosen) {
    this.chosen = chosen;
    /** Is called after the rows are sorted or searched. @type {() => void} */
    this.arranged = () => {};
    /** @type {Entry[]} */
    this.all = rows.map((row, index) => ({ row, index }));
    this.columns = columnsOf(this.all, names);
    this.search = byId('search', HTMLInputElement);
    this.count = byId('count', HTMLElement);
    this.head = el('tr');
    this.body = el('tbody');
    byId('regions-table', HTMLTableElement).append(el('thead', {}, this.head), this.body);
    this.sort = { column: 0, falling: false };
    /** The index of the region that is shown. */
    this.current = -1;
    /** @type {HTMLTableRowElement[]} by index */
    this.lines = this.all.map((entry) => this.lineOf(entry));
    /** What is in the table now. @type {Entry[]} */
    this.shown = [];
    this.heads = this.columns.map((column, i) => this.headOf(column, i));
    this.head.append(...this.heads);
    this.arrange();
    this.search.addEventListener('input', () => this.arrange());
    this.search.addEventListener('keydown', (e) => {
      if (!['Escape', 'Enter', 'ArrowDown'].includes(e.key)) return;
      e.preventDefault();
      if (e.key === 'Escape') this.search.value = '';
      this.arrange();
      this.go(e.key === 'Escape' ? this.position() : 0, true);
    });
    this.body.addEventListener('keydown', (e) => this.key(e));
    this.body.addEventListener('click', (e) => {
      const line = e.target instanceof Element ? e.target.closest('tr') : null;
      if (line) this.choose(Number(line.dataset.index), false);
    });
  }

  /** @param {Column} column @param {number} i */
  headOf(column, i) {
    const sort = () => {
      this.sort = { column: i, falling: this.sort.column === i && !this.sort.falling };
      this.arrange();
    };
    const button = el('button', { type: 'button', onclick: sort, title: `Sort by ${column.name}` }, column.name);
    return el('th', { scope: 'col', class: column.numbers ? 'number' : null }, button);
  }

  /** @param {Entry} entry */
  lineOf(entry) {
    const { row, index } = entry;
    const cells = this.columns.map((column) => {
      const text = column.text(entry);
      return el('td', { class: column.numbers ? 'number' : column.named ? 'named' : null, title: text.length > 16 ? text : null }, text);
    });
    return el('tr', { 'data-index': index, tabindex: -1, 'aria-selected': 'false', class: row.failed ? 'failed' : null }, ...cells);
  }

  /** Sorts and searches. */
  arrange() {
    const { column, falling } = this.sort;
    this.shown = fitting(sorted(this.all, this.columns[column], falling), this.columns, this.search.value);
    this.body.replaceChildren(...this.shown.map(({ index }) => this.lines[index]));
    this.heads.forEach((head, i) => {
      if (i === column) head.setAttribute('aria-sort', falling ? 'descending' : 'ascending');
      else head.removeAttribute('aria-sort');
    });
    const all = plural(this.all.length, 'region');
    const text = this.shown.length === this.all.length ? all : `${withCommas(this.shown.length)} of ${all}`;
    if (this.count.textContent !== text) this.count.textContent = text;
    this.reach();
    this.arranged();
  }

  /** Lets Tab lead to the region that is shown, or else to the first. */
  reach() {
    const to = this.shown.some(({ index }) => index === this.current) ? this.current : this.shown[0]?.index;
    for (const { index } of this.shown) this.lines[index].tabIndex = index === to ? 0 : -1;
  }

  /** Returns where the shown region is in the table, -1 where it is not. */
  position() {
    return this.shown.findIndex(({ index }) => index === this.current);
  }

  /** @param {number} index @param {boolean} focus whether its row gets the focus */
  choose(index, focus) {
    const line = this.lines[index];
    if (!line) return;
    this.lines[this.current]?.setAttribute('aria-selected', 'false');
    line.setAttribute('aria-selected', 'true');
    const other = this.current !== index;
    this.current = index;
    this.reach();
    if (focus) line.focus({ preventScroll: true });
    line.scrollIntoView({ block: 'nearest' });
    if (other) this.chosen(index);
  }

  /** Shows the row at a position of the table, or the nearest. @param {number} position @param {boolean} focus */
  go(position, focus) {
    const entry = this.shown[Math.min(Math.max(position, 0), this.shown.length - 1)];
    if (entry) this.choose(entry.index, focus);
  }

  /** Shows the next region or the one before, and returns whether there is one. @param {1|-1} by */
  step(by) {
    const at = this.position();
    const to = at < 0 ? 0 : at + by;
    if (to < 0 || to >= this.shown.length) return false;
    const focused = this.body.contains(document.activeElement);
    this.go(to, focused);
    return true;
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const line = e.target instanceof Element ? e.target.closest('tr') : null;
    const at = this.shown.findIndex(({ index }) => index === Number(line?.dataset.index));
    const to = {
      ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + PAGE, PageUp: at - PAGE, Home: 0, End: this.shown.length, Enter: at, ' ': at,
    }[e.key];
    if (at < 0 || to === undefined) return;
    e.preventDefault();
    this.go(to, true);
  }
}
