/**
 * What the program is asked for, to get the data of a window. Pure.
 *
 * @typedef {import('../types.js').Measurement} Measurement
 * @typedef {import('./cache.js').Window} Window
 */

/** The most records that a plot shows one by one; of more it shows bins. */
const MAX_POINTS = 100_000;
/** The least number of features that are requested one by one, however few pixels or bases there are. */
const LEAST_ROWS = 1000;

/**
 * Returns the arguments of getValues, but for the measurement.
 * @param {Window} w @param {boolean} plot whether records are wanted however close they are
 */
export function valuesOf(w, plot) {
  return { ...rangeOf(w), bins: w.bins, ...(plot ? { maxRows: MAX_POINTS } : {}) };
}

/** Returns the arguments of getRows. @param {Measurement} m @param {Window} w */
export function rowsOf(m, w) {
  return { datasource: m.datasourceId, ...rangeOf(w), metadata: m.metadata, maxRows: Math.max(w.bins, LEAST_ROWS) };
}

/** @param {Window} w */
function rangeOf({ seqName, start, end }) {
  return { seqName, start: start + 1, end };
}
