/**
 * The table of charts, in the order of menus.
 *
 * @typedef {import('../types.js').ChartModule} ChartModule
 * @typedef {import('../types.js').Measurement} Measurement
 */
import { numberOrNull } from '../draw/scale.js';
import { alignmentsTrack } from './alignments-track.js';
import { arcsTrack } from './arcs-track.js';
import { blocksTrack } from './blocks-track.js';
import { withEstimates } from './common.js';
import { genesTrack } from './genes-track.js';
import { heatmap } from './heatmap.js';
import { linePlot } from './line-plot.js';
import { lineTrack } from './line-track.js';
import { paned } from './panes.js';
import { scatterPlot } from './scatter-plot.js';
import { sequenceTrack } from './sequence-track.js';
import { stackedPlot } from './stacked-plot.js';
import { stackedTrack } from './stacked-track.js';
import { transcriptTrack } from './transcript-track.js';
import { variantsTrack } from './variants-track.js';

/** @type {ChartModule[]} */
export const chartModules = [
  lineTrack,
  stackedTrack,
  blocksTrack,
  genesTrack,
  transcriptTrack,
  arcsTrack,
  alignmentsTrack,
  variantsTrack,
  sequenceTrack,
  heatmap,
  scatterPlot,
  linePlot,
  stackedPlot,
].map(withEstimates).map(paned);

/** @param {string} type full id @returns {ChartModule|null} null when this page cannot draw it */
export function chartModule(type) {
  return chartModules.find((m) => m.type === type) ?? null;
}

/**
 * Returns the usual chart of a measurement: its own default where this page draws
 * it, else the first that takes its type.
 * @param {Measurement} m
 * @returns {ChartModule}
 */
export function defaultChart(m) {
  const named = chartModules.find((c) => c.title === m.defaultChartType && c.takes === m.type);
  return named ?? /** @type {ChartModule} */ (chartModules.find((c) => c.takes === m.type));
}

/**
 * Returns the charts that can show measurements together, in the order of menus.
 * @param {Measurement[]} measurements
 */
export function chartsFor(measurements) {
  const groups = new Set(measurements.map((m) => m.datasourceGroup));
  return chartModules.filter(
    (c) =>
      measurements.every((m) => m.type === c.takes && (!c.needs || m.annotation?.[c.needs]))
      && measurements.length >= c.minMeasurements && (!c.oneGroup || groups.size === 1),
  );
}

/**
 * Returns a chart's settings with the defaults of its type filled in. The program
 * refuses numbers that cannot be drawn, but workspaces and pages of other versions
 * may hold some: these are clamped, so that they do not hide the data.
 * @param {ChartModule} module @param {Record<string, any>} own
 */
export function withDefaults(module, own) {
  const defaults = Object.fromEntries(module.settings.map((s) => [s.id, s.defaultValue]));
  const values = { ...defaults, ...own };
  for (const { id, range, below } of module.settings) {
    const value = numberOrNull(values[id]);
    if (value === null) continue;
    if (range) values[id] = Math.min(Math.max(value, range[0]), range[1]);
    const greater = below ? numberOrNull(values[below]) : null;
    if (below && greater !== null && value >= greater) [values[id], values[below]] = [defaults[id], defaults[below]];
  }
  return values;
}
