/**
 * What decides how a chart is drawn, on the page and in pictures: its name, its
 * data, its colours. Pure.
 *
 * @typedef {import('../types.js').Chart} Chart
 * @typedef {import('../types.js').ChartModule} ChartModule
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').Samples} Samples
 * @typedef {import('../types.js').Series} Series
 *
 * A chart with all that it is drawn from.
 * @typedef {object} Composed
 * @property {Chart} chart
 * @property {ChartModule} module
 * @property {import('../types.js').ChartData} data
 * @property {DrawOptions} options
 */
import { chartModule } from '../charts/index.js';
import { viewFor } from '../charts/panes.js';
import { colorsBy } from '../charts/samples.js';
import { colorsFor } from '../charts/theme.js';
import { waitingFor } from '../charts/waiting.js';

/** Room for the value axis on the left of the data, and on their right, in pixels. */
export const LEFT = 52;
export const RIGHT = 20;

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
 * @param {Chart} chart @param {ChartModule} module @param {Record<string, any>} settings
 * @param {{view: import('../types.js').View, limits: import('../types.js').Limits, online: boolean}} scene
 * @param {import('../net/cache.js').Cache} cache
 * @returns {{series: Series[], ready: boolean}} ready: all are there
 */
export function gatherSeries(chart, module, settings, { view, limits, online }, cache) {
  const waiting = online ? 'Loading…' : 'Waiting for epivizgo to load this place';
  const shown = viewFor(module, view);
  // Points are rows, and what is of a whole genome has few pixels.
  const points = settings.style === 'points' || (shown.whole && module.takes === 'range');
  const use = module.plot ? 'plot' : module.use?.(settings, Boolean(points)) ?? (points ? 'points' : 'track');
  let all = true;
  const series = chart.measurements.map((measurement) => {
    const held = cache.dataOf(measurement, use, shown);
    const ready = online ? held.need(shown, limits) : held.has(shown, limits);
    if (!ready) all = false;
    const best = held.best(shown, limits);
    const said = ready ? '' : waiting;
    if (best?.kind === 'panes') return { measurement, piece: null, panes: best.pieces, waiting: said, error: null };
    return { measurement, piece: best, waiting: said, error: best?.kind === 'error' ? best.error : null };
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
