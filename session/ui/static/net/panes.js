/**
 * The data of several places side by side, each from a series of its own.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Limits} Limits
 * @typedef {import('../types.js').PanesPiece} PanesPiece
 * @typedef {import('./cache.js').Series} Series
 */

/** What a chart asks of a series, of several. */
export class PanedSeries {
  /** @param {(slot: string) => Series} seriesOf a slot is a place among several: one series follows it while it moves */
  constructor(seriesOf) {
    this.seriesOf = seriesOf;
    /** @type {PanesPiece} the same object as long as its parts are the same */
    this.last = { kind: 'panes', pieces: [] };
  }

  /** @param {View} view @returns {[series: Series, pane: View, limits: Limits][]} */
  parts({ panes = [] }) {
    /** @type {Map<string, number>} */
    const seen = new Map();
    return panes.map((pane) => {
      const nth = seen.get(pane.seqName) ?? 0;
      seen.set(pane.seqName, nth + 1);
      return [this.seriesOf(`${nth} ${pane.seqName}`), pane, pane.limits];
    });
  }

  /** @param {View} view */
  need(view) {
    // All are asked for, also when the first has nothing yet.
    return this.parts(view).map(([series, pane, limits]) => series.need(pane, limits)).every(Boolean);
  }

  /** @param {View} view */
  has(view) {
    return this.parts(view).every(([series, pane, limits]) => series.has(pane, limits));
  }

  /** @param {View} view @returns {PanesPiece} */
  best(view) {
    const pieces = this.parts(view).map(([series, pane, limits]) => series.best(pane, limits));
    const { pieces: last } = this.last;
    if (pieces.length !== last.length || pieces.some((p, i) => p !== last[i])) this.last = { kind: 'panes', pieces };
    return this.last;
  }
}
