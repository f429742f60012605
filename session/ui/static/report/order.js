/**
 * The order of the rows of a table, and which of them fit what is searched for. Pure.
 *
 * A column: `text` is what a row has in it, `by` what rows are sorted by, if that is something else; `named`: it has names.
 * @template T
 * @typedef {{name: string, text: (row: T) => string, by?: (row: T) => (string|number)[], numbers?: boolean,
 *   named?: boolean}} Column
 */

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Compares texts with numbers in them by those: chr2 is before chr10. @param {string} a @param {string} b */
export function naturally(a, b) {
  return collator.compare(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** Returns the number that a text is, NaN if it is not one. @param {string} text */
export function numberIn(text) {
  const plain = text.trim();
  return plain !== '' && /^[-+]?(\d|\.\d|inf)/i.test(plain) ? Number(plain.replace(/^([-+]?)inf(inity)?$/i, '$1Infinity')) : NaN;
}

/** What tables have in place of a number, besides nothing and a dot. */
const NO_NUMBER = /^(-|#?n\/?a|nan|null|none)$/i;

/** Reports whether all texts that there are are numbers. @param {string[]} texts */
export function areNumbers(texts) {
  const some = texts.filter((text) => !isEmpty(text) && !NO_NUMBER.test(text.trim()));
  return some.length > 0 && some.every((text) => !Number.isNaN(numberIn(text)));
}

/** Reports whether a cell has nothing: a dot is how files say so. @param {string} text */
export function isEmpty(text) {
  return text === '' || text === '.';
}

/**
 * Returns rows by a column. What is empty is last, either way, after what is no number among numbers; equal ones stay in their order.
 * @template T
 * @param {T[]} rows @param {Column<T>} column @param {boolean} falling
 */
export function sorted(rows, column, falling) {
  const sign = falling ? -1 : 1;
  const keys = new Map(rows.map((row) => {
    const text = column.text(row);
    return [row, column.by?.(row) ?? (isEmpty(text) ? null : [column.numbers ? numberIn(text) : text])];
  }));
  return [...rows].sort((a, b) => {
    const [x, y] = [keys.get(a), keys.get(b)];
    if (!x || !y) return Number(!x) - Number(!y);
    const [p, q] = [x, y].map((key) => Number.isNaN(key[0]));
    if (p || q) return Number(p) - Number(q);
    for (let i = 0; i < x.length; i++) {
      const [v, w] = [x[i], y[i]];
      const order = typeof v === 'number' && typeof w === 'number' ? (v < w ? -1 : v > w ? 1 : 0) : naturally(String(v), String(w));
      if (order !== 0) return sign * order;
    }
    return 0;
  });
}

/**
 * Returns the rows that have every word that is searched for, in any column and case.
 * @template T
 * @param {T[]} rows @param {Column<T>[]} columns @param {string} search
 */
export function fitting(rows, columns, search) {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const all = columns.map((c) => c.text(row).toLowerCase());
    return words.every((word) => all.some((text) => text.includes(word)));
  });
}
