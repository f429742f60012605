/**
 * Stacked Plot: as in EpiViz the measurements lie along x, each with the values
 * of the rows in view stacked on each other; or the rows along x, with the
 * measurements stacked.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').Box} Box
 * @typedef {import('./aligned.js').Entries} Entries
 * @typedef {import('./stacking.js').Layer} Layer
 */
import { formatStretch, formatValue, plural } from '../format.js';
import { domain } from '../scale.js';
import { entriesOf, joined, touched } from './aligned.js';
import { spread } from './axis.js';
import { explainEmpty, isOn } from './common.js';
import { declared } from './declared.js';
import { clipToFrame, drawLeftAxis, drawNames, frameOverNames } from './plot-frame.js';
import { extentOf, stack } from './stacking.js';

/** Layers are parted by a pixel from this height on. */
const PARTED_HEIGHT = 4;

/** @type {import('../types.js').ChartModule} */
export const stackedPlot = {
  ...declared.StackedLinePlot,
  height: 240,
  legend: (settings) => settings.across === 'rows',

  draw(ctx, data, view, options) {
    const { theme } = options;
    const scene = sceneOf(data, view, options);
    const { entries, box, range, layers, slots, y } = scene;
    if (entries.n > 0) {
      drawLeftAxis(ctx, box, options, range, y);
      drawNames(ctx, box, options, scene.names);
      clipToFrame(ctx, box);
      const lit = scene.byRow && options.highlight ? new Set(touched(entries, [options.highlight])) : null;
      layers.forEach((layer, k) => {
        ctx.fillStyle = lit?.has(k) ? theme.ink : scene.byRow ? theme.palette[k % theme.palette.length] : options.colors[k];
        for (let i = 0; i < slots; i++) {
          const { x0, x1, top, bottom } = barOf(scene, layer, i);
          if (bottom > top) ctx.fillRect(x0, top, x1 - x0, bottom - top >= PARTED_HEIGHT ? bottom - top - 1 : bottom - top);
        }
      });
      ctx.restore();
    }
    explainEmpty(ctx, data, view, options, entries.n, 'No data in this region');
    const note = scene.of > entries.n ? `${plural(scene.of, 'row')} in ${entries.n} means` : '';
    return entries.rows ? { rows: entries.n, note } : { bins: entries.n, note };
  },

  pick(data, view, options, x, y) {
    const scene = sceneOf(data, view, options);
    const { entries, layers, slots, byRow } = scene;
    for (let k = 0; k < layers.length; k++) {
      for (let i = 0; i < slots; i++) {
        const { x0, x1, top, bottom } = barOf(scene, layers[k], i);
        if (x < x0 || x > x1 || y < top || y > bottom) continue;
        const [row, m] = byRow ? [k, i] : [i, k];
        const [start, end] = [entries.starts[row], entries.ends[row]];
        return { title: formatStretch(start, end), start, end, lines: [{ label: data.series[m].measurement.name, value: formatValue(entries.values[m][row]), color: '' }] };
      }
    }
    return null;
  },
};

/**
 * @typedef {{entries: Entries, of: number, box: Box, range: [number, number], byRow: boolean, names: string[], layers: Layer[], slots: number, y: (v: number) => number}} Scene
 *   `of` rows there are before neighbours are joined
 * @param {ChartData} data @param {View} view @param {DrawOptions} options
 * @returns {Scene}
 */
function sceneOf(data, view, options) {
  const { settings } = options;
  const all = entriesOf(data, view);
  const byRow = settings.across !== 'rows';
  const entries = joined(all, Math.max(2, Math.min(500, Number(settings.maxColumns) || 40)));
  const names = byRow ? data.series.map((s) => s.measurement.name) : Array.from(entries.starts, (v) => formatStretch(v, v + 1));
  const box = frameOverNames(view, options, names);
  const columns = byRow ? Array.from({ length: entries.n }, (_, i) => Float64Array.from(entries.values, (column) => column[i])) : entries.values;
  const layers = stack(columns, settings.offset, isOn(settings.scaleToPercent));
  const range = domain([], isOn(settings.scaleToPercent) && settings.offset !== 'wiggle' ? { yMin: Math.min(0, Math.floor(extentOf(layers)[0])) || 0, yMax: 100 } : {}, () => extentOf(layers));
  return { entries, of: all.n, box, range, byRow, names, layers, slots: byRow ? data.series.length : entries.n, y: spread(range, box.y1 - 1, box.y0 + 1, 'linear') };
}

/** Where layer k of slot i lies. @param {Scene} scene @param {Layer} layer @param {number} i */
function barOf({ box, slots, y }, { lower, upper }, i) {
  const slot = (box.x1 - box.x0) / slots;
  const gap = slot > 12 ? 2 : slot > 4 ? 1 : 0;
  return {
    x0: Math.round(box.x0 + i * slot), x1: Math.max(Math.round(box.x0 + (i + 1) * slot) - gap, Math.round(box.x0 + i * slot) + 1),
    top: Math.round(y(upper[i])), bottom: Math.round(y(lower[i])),
  };
}
