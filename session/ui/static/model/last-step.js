/**
 * What the user did last, whose undo is offered: as long as it is the last step of
 * the program's history. Pure.
 *
 * @typedef {import('../types.js').Chart} Chart
 *
 * @typedef {object} Step
 * @property {string} text  that says what was done
 * @property {(action: string, args: Record<string, any>) => boolean} isEcho  reports whether a request of the program
 *   is the step itself, as it comes back
 * @property {number} [echoes]  how often it comes back, once without it
 */
import { plural } from './format.js';


/** Requests, in either direction, that are or follow a step of the history. Moves and hovers are none. */
const STEPS = new Set([
  'userAddChart', 'userRemoveChart', 'userDuplicateChart', 'userSetChartSettings', 'userSetCharts',
  'userRemoveCharts', 'userOrderCharts', 'userSelect', 'userSetTheme', 'userSetLinkOut',
  'userAddRegions', 'userSetFlip', 'userOpenWorkspace', 'userUploadEnd', 'userImportSession',
  'userOpenCharts', 'userUndo', 'userRedo', 'syncState', 'addChart', 'removeChart', 'setChartSettings', 'orderCharts', 'select',
  'setTheme', 'setFlip', 'setLinkOut', 'setRegions', 'setSamples',
  'addMeasurements', 'removeMeasurements', 'addSeqInfos', 'removeSeqNames',
]);

export class LastStep {
  /** @param {(text: string) => () => void} offer  offers to undo what a text says; returns what withdraws the offer */
  constructor(offer) {
    this.offer = offer;
    this.withdraw = () => {};
    /** @type {Step|null} the last step as far as this page knows, when it is the user's */
    this.last = null;
    /** Steps that the program was asked for, and that have not come back yet. @type {Set<Step>} */
    this.asked = new Set();
  }

  /**
   * Offers to undo a step that the user takes, once it is done.
   * @param {Step} step @param {Promise<string>} done  resolves to '' or to why not
   */
  async asks(step, done) {
    this.last = step;
    this.asked.add(step);
    const why = await done;
    this.asked.delete(step);
    if (this.last === step && !why) this.withdraw = this.offer(step.text);
  }

  /** Handles a request that is sent or has come. @param {string} action @param {Record<string, any>} args */
  noticed(action, args) {
    if (!STEPS.has(action)) return;
    const echo = [...this.asked].find((step) => step.isEcho(action, args));
    if (echo) {
      echo.echoes = (echo.echoes ?? 1) - 1;
      if (echo.echoes <= 0) this.asked.delete(echo);
      return;
    }
    this.forget();
  }

  /** Handles that the last step is not known: another took one, or there is no connection. */
  forget() {
    this.last = null;
    this.withdraw();
    this.withdraw = () => {};
  }
}

/** Returns the step that removes a chart. @param {Chart} chart @returns {Step} */
export function removalOf({ id, handle, settings }) {
  const title = String(settings.title ?? '').trim();
  return {
    text: `Removed chart ${handle}${title && `, ${title}`}`,
    isEcho: (action, args) => action === 'removeChart' && String(args.chartId) === id,
  };
}

/**
 * Returns the step that marks regions. The program tells of all regions at once:
 * the first such request after the user's is taken for its echo.
 * @param {number} count @returns {Step}
 */
export function markingOf(count) {
  return { text: `Marked ${plural(count, 'region')}`, isEcho: (action) => action === 'setRegions' };
}

/**
 * Returns the step that changes several charts, or removes them.
 * @param {'Changed'|'Removed'} what @param {Chart[]} charts @returns {Step}
 */
export function severalOf(what, charts) {
  const ids = new Set(charts.map((c) => c.id));
  const action = what === 'Changed' ? 'setChartSettings' : 'removeChart';
  return {
    text: `${what} ${plural(charts.length, 'chart')}`,
    isEcho: (came, args) => came === action && ids.has(String(args.chartId)),
    echoes: charts.length,
  };
}
