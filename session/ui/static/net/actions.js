/**
 * The requests of the program: one table from action to function.
 *
 * @typedef {import('../model/workspace.js').Workspace} Workspace
 * @typedef {import('../types.js').Chart} Chart
 * @typedef {import('../types.js').Measurement} Measurement
 * @typedef {import('../types.js').WireView} WireView
 * @typedef {object} Page  what the actions need of it
 * @property {Workspace} workspace
 * @property {(ids: string[]|null) => Promise<void>} settled  resolves once these charts (null is all) show their data,
 *   or a bounded time has passed
 * @property {(group: string|null) => void} invalidate  forgets data of a group; null is all
 * @property {(groups: string[]) => void} synced  a whole state has been taken over; the data of these groups may be others now
 * @property {(chartId: string, fileType: string) => Promise<{fileType: string, data: string}>} print  a picture in
 *   base64; '' is the whole page
 * @property {() => {heights: {handle: number|null, height: number}[], over: number}} fit  heights with which all charts
 *   are in the window; over: pixels that are still too much
 * @property {() => {width: number, roominess: number, theme: string}} layout  what the window decides of a picture
 * @property {() => void} redraw
 * @property {(msg: string) => void} message
 * @property {(theme: string) => void} setTheme
 * @property {(view: WireView) => boolean} isEcho  whether a view is the last one that this page has reported
 * @property {(view: WireView) => boolean} isKnown  whether a view is where page and program last were together: a
 *   state that has it moves nothing
 *
 * @typedef {{success: boolean, errorMessage: string|null, value: any}} Reply
 * @typedef {(page: Page, args: any) => any} Action  returns the reply's value, or a promise of it
 */
import { chartModule, chartModules } from '../charts/index.js';
import { sameJSON } from '../model/same.js';
import { cut, fromWire, moveInto, toWire, viewToWire } from '../model/view.js';
import { decodeMeasurement, decodeLabels, decodeRegion, decodeSamples, decodeSeqInfos } from './decode.js';

/** @type {Record<string, Action>} */
const ACTIONS = {
  syncState(page, args) {
    const { workspace } = page;
    const before = workspace.described();
    adopt(workspace, args, page.isKnown);
    if (args.theme) page.setTheme(String(args.theme));
    page.synced(changedGroups(before, workspace.described()));
    return null;
  },

  async addChart(page, args) {
    const chart = chartOf({ ...args, measurements: parsed(args.measurements, 'measurements') });
    if (!chartModule(chart.type)) throw new Error(`this page cannot draw ${chart.type}`);
    page.workspace.addChart(chart);
    await page.settled([chart.id]);
    return { id: chart.id };
  },

  removeChart(page, args) {
    page.workspace.removeChart(String(args.chartId));
    return null;
  },

  orderCharts(page, args) {
    page.workspace.orderCharts(listOf(args.handles).map(Number));
    return null;
  },

  select(page, args) {
    page.workspace.setSelection(listOf(args.ranges).map(fromWire));
    return null;
  },

  setRegions(page, args) {
    page.workspace.setRegions(listOf(args.regions).map(decodeRegion));
    return null;
  },

  setSamples(page, args) {
    page.workspace.setSamples(decodeSamples(args));
    return null;
  },

  setFlip(page, args) {
    page.workspace.setFlip(args.flip === true);
    return null;
  },

  setTheme(page, args) {
    page.setTheme(String(args.theme));
    return null;
  },

  setLinkOut(page, args) {
    page.workspace.setLinkOut(String(args.template ?? ''));
    return null;
  },

  setLabels(page, args) {
    page.workspace.setLabels(decodeLabels(args));
    return null;
  },

  hover(page, args) {
    page.workspace.setHover(args.range ? fromWire(args.range) : null);
    return null;
  },

  async setChartSettings(page, args) {
    const id = String(args.chartId);
    page.workspace.setChartSettings(id, args.settings ?? {}, Array.isArray(args.colorMap) ? args.colorMap.map(String) : null);
    await page.settled([id]);
    return null;
  },

  getChartSettings(page, args) {
    const chart = page.workspace.chart(String(args.chartId));
    const declared = chartModule(chart.type)?.settings ?? [];
    return declared.map((s) => ({ ...s, value: chart.settings[s.id] ?? s.defaultValue }));
  },

  getAvailableCharts() {
    return chartModules.map((m) => ({ chartName: m.type, customSettings: m.settings, colorMap: [] }));
  },

  addMeasurements(page, args) {
    page.workspace.addMeasurements(parsed(args.measurements, 'measurements').map(decodeMeasurement));
    return null;
  },

  removeMeasurements(page, args) {
    page.workspace.removeMeasurements(parsed(args.measurements, 'measurements').map(decodeMeasurement));
    return null;
  },

  addSeqInfos(page, args) {
    const { seqInfos, openEnds, sequences } = args;
    page.workspace.addSeqInfos(decodeSeqInfos(parsed(seqInfos, 'seqInfos')), listOf(openEnds).map(String), numberOf(sequences));
    return null;
  },

  removeSeqNames(page, args) {
    page.workspace.removeSeqNames(parsed(args.seqNames, 'seqNames').map(String), numberOf(args.sequences));
    return null;
  },

  async navigate(page, args) {
    const { workspace } = page;
    const range = typeof args.range === 'string' ? JSON.parse(args.range) : args.range;
    const { places, whole } = placesOf(workspace, range ?? {}, args);
    // The user may have moved on when the program echoes the report of this page.
    const shown = viewToWire(places, whole);
    if (shown && !page.isEcho(shown)) workspace.setPlaces(places, whole);
    await page.settled(null);
    return currentRange(workspace);
  },

  getCurrentLocation(page) {
    return currentRange(page.workspace);
  },

  async redraw(page) {
    page.redraw();
    await page.settled(null);
    return null;
  },

  printWorkspace(page, args) {
    return page.print(String(args.chartId ?? ''), String(args.fileType || 'png').toLowerCase());
  },

  fitCharts(page) {
    return page.fit();
  },

  getLayout(page) {
    return page.layout();
  },

  clearDatasourceGroupCache(page, args) {
    page.invalidate(String(args.datasourceGroup));
    return null;
  },

  flushCache(page) {
    page.invalidate(null);
    return null;
  },

  writeMsg(page, args) {
    page.message(String(args.msg ?? ''));
    return null;
  },

  uiStatus(page) {
    return { location: page.workspace.place && toWire(page.workspace.place), charts: page.workspace.charts.map((c) => c.id) };
  },
};

/**
 * Takes over a whole state.
 * @param {Workspace} workspace @param {any} args
 * @param {(view: WireView) => boolean} isKnown as in Page
 */
export function adopt(workspace, args, isKnown) {
  workspace.setTitle(String(args.title ?? ''));
  workspace.setSeqInfos(decodeSeqInfos(args.seqInfos), listOf(args.openEnds).map(String), numberOf(args.sequences));
  workspace.setMeasurements(listOf(args.measurements).map(decodeMeasurement));
  const { places, whole } = args.location ? placesOf(workspace, args.location, args) : { places: [], whole: false };
  const shown = viewToWire(places, whole);
  if (shown && !isKnown(shown)) workspace.setPlaces(places, whole);
  workspace.setSelection(listOf(args.selection).map(fromWire));
  workspace.setRegions(listOf(args.regions).map(decodeRegion));
  workspace.setSamples(decodeSamples(args.samples));
  workspace.setCharts(listOf(args.charts).map(chartOf));
  workspace.setLinkOut(String(args.linkOut ?? ''));
  workspace.setLabels(decodeLabels(args.labels));
  workspace.setFlip(args.flip === true);
}

/**
 * Runs an action. Never fails: what went wrong is in the reply.
 * @param {Page} page
 * @param {string} action
 * @param {any} args
 * @returns {Promise<Reply>}
 */
export async function runAction(page, action, args) {
  try {
    if (!Object.hasOwn(ACTIONS, action)) throw new Error(`this page does not know the action ${action}`);
    const value = await ACTIONS[action](page, args);
    return { success: true, errorMessage: null, value: value ?? null };
  } catch (e) {
    return { success: false, errorMessage: e instanceof Error ? e.message : String(e), value: null };
  }
}

/** @param {Workspace} workspace */
function currentRange(workspace) {
  if (!workspace.place) throw new Error('this page has no location yet');
  return toWire(workspace.place);
}

/**
 * Decodes what is shown from the wire: a place, and those beside it.
 * @param {Workspace} workspace @param {any} first @param {any} args
 */
function placesOf(workspace, first, { beside, whole }) {
  return { places: [first, ...listOf(beside)].map((range) => placeOf(workspace, range)), whole: whole === true };
}

/**
 * Decodes a place from the wire, cut to its sequence.
 * @param {Workspace} workspace
 * @param {any} range
 */
function placeOf(workspace, range) {
  const place = fromWire(range);
  const limits = workspace.bounds(place.seqName);
  if (!limits && workspace.seqInfos.length > 0) throw new Error(`this page knows no sequence ${place.seqName}`);
  // A place that is narrower than the sequence and beyond its end keeps its width.
  if (limits && place.start >= limits.end) return moveInto(place, limits);
  return limits ? cut(place, limits) : place;
}

/**
 * Returns the groups whose data may be others now: those of measurements that are
 * described in another way and, as these may be their inputs, of all computed ones.
 * @param {Map<string, Measurement>} before @param {Map<string, Measurement>} now
 * @returns {string[]}
 */
function changedGroups(before, now) {
  const changed = [...now].filter(([key, m]) => before.has(key) && !sameJSON(m, before.get(key)));
  if (changed.length === 0) return [];
  const computed = [...now].filter(([, m]) => m.annotation?.expression !== undefined);
  return [...new Set([...changed, ...computed].map(([, m]) => m.datasourceGroup))];
}

/** Charts that were sent without a handle, counted. */
let unnamed = 0;

/** @param {any} c @returns {Chart} */
function chartOf(c) {
  const handle = Number.isInteger(c.handle) ? c.handle : null;
  return {
    id: handle === null ? `chart-x${++unnamed}` : `chart-${handle}`,
    handle,
    type: String(c.type),
    measurements: listOf(c.measurements).map(decodeMeasurement),
    settings: c.settings ?? {},
    colorMap: Array.isArray(c.colorMap) && c.colorMap.length > 0 ? c.colorMap.map(String) : null,
    waits: String(c.waits ?? ''),
  };
}

/** @param {any} list @returns {any[]} */
function listOf(list) {
  return Array.isArray(list) ? list : [];
}

/** @param {any} n 0 when absent */
function numberOf(n) {
  return Number(n) || 0;
}

/**
 * Decodes a list that is sent as JSON inside a string, as EpiViz does.
 * @param {any} text
 * @param {string} name
 * @returns {any[]}
 */
function parsed(text, name) {
  const list = typeof text === 'string' ? JSON.parse(text) : text;
  if (!Array.isArray(list)) throw new Error(`wanted a list in ${name}, found ${JSON.stringify(list)}`);
  return list;
}
