/**
 * Rows for features that overlap. Pure.
 */

/**
 * Gives each interval the first row in which it touches none before it. The
 * intervals come sorted by start; a row is never given beyond `maxRows`.
 * @param {ArrayLike<number>} starts
 * @param {ArrayLike<number>} ends
 * @param {number} maxRows
 * @param {number} [gap] the least room between two in a row
 * @returns {{rows: Int32Array, count: number, left: number}} -1 is no row; `left`
 *   counts the intervals without one
 */
export function pack(starts, ends, maxRows, gap = 0) {
  const rows = new Int32Array(starts.length).fill(-1);
  /** @type {number[]} where each row is free again */
  const free = [];
  let left = 0;
  for (let i = 0; i < starts.length; i++) {
    let row = 0;
    while (row < free.length && free[row] > starts[i]) row++;
    if (row >= maxRows) {
      left++;
      continue;
    }
    free[row] = ends[i] + gap;
    rows[i] = row;
  }
  return { rows, count: free.length, left };
}
