/**
 * Requests of the user for a chart, for regions of interest, and for the history of
 * all. The change itself comes back as a request of the program, as to every other
 * page.
 *
 * @typedef {import('../types.js').Chart} Chart
 * @typedef {object} Requests  each resolves to '' or to a sentence that says why not
 * @property {(chart: Chart) => Promise<string>} remove
 * @property {(chart: Chart) => Promise<string>} duplicate
 * @property {(chart: Chart, settings: Record<string, any>, colorMap: string[]|null, quiet?: boolean) => Promise<string>} set
 *   null leaves the colours, an empty list restores the default; quiet: the caller shows the refusal
 * @property {(handles: number[]) => Promise<string>} order
 * @property {(changes: import('../model/ticked.js').Change[], quiet?: boolean) => Promise<string>} setAll  of several
 *   charts, as one step
 * @property {(charts: Chart[]) => Promise<string>} removeAll
 * @property {(ranges: import('../types.js').WireRange[]) => Promise<string>} mark  as regions that the program names
 * @property {(template: string) => Promise<string>} setLinkOut  the caller shows the refusal
 * @property {() => Promise<string>} undo  the last step, whoever took it
 * @property {() => Promise<string>} redo
 */
import { Disconnected } from './connection.js';

/**
 * @param {(action: string, args: Record<string, any>) => Promise<any>} call
 * @param {(sentence: string) => void} complain
 * @param {(sent: boolean) => void} [missed]  is told, instead, what met no connection
 */
export function asker(call, complain, missed = () => {}) {
  /** @param {string} action @param {Record<string, any>} args @param {boolean} [quiet] @returns {Promise<string>} */
  const ask = async (action, args, quiet = false) => {
    let why = '';
    try {
      const answer = await call(action, args);
      if (answer?.success === false) why = answer.errorMessage ?? 'epivizgo refused.';
    } catch (e) {
      why = e instanceof Error ? e.message : String(e);
      if (e instanceof Disconnected) {
        missed(e.sent);
        return why;
      }
    }
    if (why && !quiet) complain(why);
    return why;
  };
  /** @type {Requests} */
  const requests = {
    remove: (chart) => ask('userRemoveChart', { handle: chart.handle }),
    duplicate: (chart) => ask('userDuplicateChart', { handle: chart.handle }),
    set: (chart, settings, colorMap, quiet) => ask('userSetChartSettings', { handle: chart.handle, settings, colorMap }, quiet),
    setAll: (changes, quiet) => ask('userSetCharts', {
      charts: changes.map(({ chart, settings, colorMap }) => ({ handle: chart.handle, settings, colorMap })),
    }, quiet),
    removeAll: (charts) => ask('userRemoveCharts', { handles: charts.map((c) => c.handle) }),
    order: (handles) => ask('userOrderCharts', { handles }),
    mark: (ranges) => ask('userAddRegions', { regions: ranges.map((range) => ({ ...range, set: '', name: '' })) }),
    setLinkOut: (template) => ask('userSetLinkOut', { template }, true),
    undo: () => ask('userUndo', {}),
    redo: () => ask('userRedo', {}),
  };
  return { ask, requests };
}
