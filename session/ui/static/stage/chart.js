/**
 * What decides how a chart is drawn, on the page and in pictures: its name, its
 * height, its colours. Pure.
 *
 * @typedef {import('../types.js').Chart} Chart
 * @typedef {import('../types.js').ChartModule} ChartModule
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').Samples} Samples
 * @typedef {import('../types.js').Series} Series
 *
 * A chart with all that it is drawn from.
 * @typedef {object} Shown
 * @property {Chart} chart
 * @property {ChartModule} module
 * @property {import('../types.js').ChartData} data
 * @property {DrawOptions} options
 */
import { chartModule } from '../charts/index.js';
import { colorsBy } from '../charts/samples.js';
import { colorsFor } from '../charts/theme.js';
import { waitingFor } from '../charts/waiting.js';

/** Room for the value axis on the left of the data, and on their right, in pixels. */
export const LEFT = 52;
export const RIGHT = 20;
export const MIN_HEIGHT = 14;
/** Height that each further measurement adds to a chart of features. */
const LANE = 40;
export const MAX_HEIGHT = 2000;
/** Height of the label's first two lines, and of each of the legend's. */
const LABEL_HEAD = 58;
const LEGEND_LINE = 18;
/** From this height on there is room for a name of two lines, and a chart gains by more room. */
export const TALL = 90;
/** Below this height there is room for the name alone. */
export const LOW = 52;
/** Rows of features gain less by it than values do. */
const RANGE_ROOM = 1.35;

/** Returns how a chart is drawn, or that it waits; null when it cannot be drawn here. @param {Chart} chart */
export function moduleOf({ type, waits }) {
  const module = chartModule(type);
  return module && waits ? waitingFor(module, waits) : module;
}

/** Returns the chart's name: the user's, else one by its measurements. @param {Chart} chart @param {ChartModule|null} module */
export function titleOf({ settings, measurements, type, waits }, module) {
  const kind = module?.title ?? type.split('.').pop() ?? type;
  return String(settings.title ?? '') || (measurements.length === 1 && !waits ? measurements[0].name : kind);
}

/**
 * Returns the height of a chart in CSS pixels.
 * @param {Chart} chart @param {ChartModule|null} module
 * @param {Record<string, any>} settings with the defaults filled in
 * @param {number} roominess factor for the height of charts that gain by more room
 * @param {Samples|null} samples
 */
export function heightOf(chart, module, settings, roominess, samples) {
  const asked = Number(chart.settings.height);
  return asked > 0 ? Math.min(Math.max(asked, MIN_HEIGHT), MAX_HEIGHT) : usualHeight(chart, module, settings, roominess, samples);
}

/**
 * Returns the height where nobody chose one.
 * @param {Chart} chart @param {ChartModule|null} module @param {Record<string, any>} settings @param {number} roominess
 * @param {Samples|null} samples
 */
export function usualHeight(chart, module, settings, roominess, samples) {
  const count = Math.max(1, chart.measurements.length);
  const own = module?.heightFor?.(count, settings, samples) ?? module?.height ?? MIN_HEIGHT;
  const most = { feature: Infinity, range: RANGE_ROOM, sequence: 1 }[module?.takes ?? 'feature'];
  const factor = Math.min(roominess, most);
  const fitting = (own >= TALL ? Math.round(own * factor) : own) + (module?.takes === 'range' ? LANE * (count - 1) : 0);
  return Math.max(fitting, count > 1 && hasLegend(chart, module, settings) ? LABEL_HEAD + LEGEND_LINE * count : 0);
}

/**
 * Reports whether each measurement has a colour of its own.
 * @param {Chart} chart @param {ChartModule|null} module @param {Record<string, any>} settings
 */
export function hasLegend(chart, module, settings) {
  return module?.legend?.(settings, chart.measurements.length) ?? true;
}

/**
 * Returns the colours of the measurements: the user's, else those of a column of the sample sheet that a setting names,
 * else their own.
 * @param {Chart} chart @param {ChartModule|null} module @param {Record<string, any>} settings @param {Series[]} series
 * @param {Samples|null} samples @param {import('../charts/theme.js').Theme} theme
 */
export function colorsOf(chart, module, settings, series, samples, theme) {
  const { measurements, colorMap } = chart;
  const own = colorsFor(theme, measurements.length, colorMap, module?.hue ?? 0, series.map((s) => s.measurement));
  const by = module?.settings.some((s) => s.id === 'colorBy' && s.type === 'string') ? String(settings.colorBy) : '';
  return colorMap || !by ? own : colorsBy(samples, measurements.map((m) => m.id), by, theme, own);
}

/**
 * Returns what the colours mean, nothing where there is just one.
 * @param {Chart} chart @param {ChartModule|null} module @param {ChartData} data @param {Record<string, any>} settings
 * @param {string[]} colors @param {import('../charts/theme.js').Theme} theme
 * @returns {{name: string, color: string}[]}
 */
export function keysOf(chart, module, data, settings, colors, theme) {
  const { measurements } = chart;
  const keys = module?.keys?.(data, settings, theme);
  if (keys) return keys;
  if (measurements.length < 2 || !hasLegend(chart, module, settings)) return [];
  return measurements.map((m, i) => ({ name: m.name, color: colors[i] }));
}

/**
 * Requests the data of the view and collects those that are cached.
 * @param {Chart} chart @param {ChartModule} module
 * @param {{view: import('../types.js').View, limits: import('../types.js').Limits, online: boolean}} scene
 * @param {import('../net/cache.js').Cache} cache
 * @returns {{series: Series[], ready: boolean}} ready: all are there
 */
export function gatherSeries(chart, module, { view, limits, online }, cache) {
  const waiting = online ? 'Loading…' : 'Waiting for epivizgo to load this place';
  let all = true;
  const series = chart.measurements.map((measurement) => {
    const held = cache.seriesOf(measurement, module.plot ? 'plot' : 'track');
    const ready = online ? held.need(view, limits) : held.has(view, limits);
    if (!ready) all = false;
    const piece = held.best(view, limits);
    return { measurement, piece, waiting: ready ? '' : waiting, error: piece?.kind === 'error' ? piece.error : null };
  });
  return { series, ready: all };
}

/**
 * Returns what a chart is drawn with, but for what the pointer is on.
 * @param {Record<string, any>} settings @param {number} height @param {string[]} colors
 * @param {Pick<DrawOptions, 'width'|'px'|'theme'|'shared'|'selection'|'tints'|'scroll'>} scene
 * @returns {DrawOptions}
 */
export function optionsOf(settings, height, colors, scene) {
  return { ...scene, height, colors, settings, highlight: null };
}
