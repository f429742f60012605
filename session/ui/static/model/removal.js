/**
 * The removal of a chart that an undo would take back: as long as it is the last
 * step of the program's history. Pure.
 *
 * @typedef {import('../types.js').Chart} Chart
 */

/** Requests, in either direction, that are or follow a step of the history. Moves and hovers are none. */
const STEPS = new Set([
  'userAddChart', 'userRemoveChart', 'userDuplicateChart', 'userSetChartSettings', 'userOrderCharts', 'userSelect', 'userSetTheme',
  'userAddRegions', 'userOpenWorkspace', 'userUndo', 'userRedo',
  'syncState', 'addChart', 'removeChart', 'setChartSettings', 'orderCharts', 'select', 'setTheme', 'setRegions',
  'addMeasurements', 'removeMeasurements', 'addSeqInfos', 'removeSeqNames',
]);

export class LastRemoval {
  /** @param {(chart: Chart) => () => void} offer  offers to undo the removal of a chart; returns what withdraws the offer */
  constructor(offer) {
    this.offer = offer;
    this.withdraw = () => {};
    /** @type {Chart|null} whose removal is the last step as far as this page knows */
    this.chart = null;
    /** Charts that the program was asked to remove, and has not removed here yet. @type {Set<string>} */
    this.asked = new Set();
  }

  /**
   * The user removes a chart: offers to undo it once that is done.
   * @param {Chart} chart @param {Promise<string>} done  resolves to '' or to why not
   */
  async asks(chart, done) {
    this.chart = chart;
    this.asked.add(chart.id);
    const why = await done;
    this.asked.delete(chart.id);
    if (this.chart === chart && !why) this.withdraw = this.offer(chart);
  }

  /** A request is sent or has come. @param {string} action @param {Record<string, any>} args */
  noticed(action, args) {
    if (!STEPS.has(action)) return;
    if (action === 'removeChart' && this.asked.delete(String(args.chartId))) return; // what the user asked for
    this.chart = null;
    this.withdraw();
    this.withdraw = () => {};
  }
}

/** Says which chart was removed. @param {Chart} chart */
export function removedText({ handle, settings }) {
  const title = String(settings.title ?? '').trim();
  return `Removed chart ${handle}${title && `, ${title}`}`;
}
