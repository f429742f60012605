/**
 * What the program does for the modules that it runs, where loops of their own would take long: the very same as the code
 * beside it, which a page runs. Pages have none of it.
 *
 * @typedef {object} Host
 * @property {(values: Float64Array, out: Float64Array, from: number, to: number, start: number, perUnit: number,
 *   least: number, most: number, below: number) => void} [scaled] as `all` in charts/axis.js
 * @property {(min: Float64Array, mean: Float64Array, max: Float64Array, apart: Uint8Array, least: Float64Array, means: Float64Array,
 *   most: Float64Array, gaps: Uint8Array|null, first: number, perColumn: number) => void} [binColumns] as fromBins in charts/columns.js
 */

/** @type {Host} */
export const host = /** @type {any} */ (globalThis).epivizgoHost ?? {};
