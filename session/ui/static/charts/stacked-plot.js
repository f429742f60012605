/**
 * Stacked Plot: as in EpiViz the measurements are along x, each with the values
 * of the rows in view stacked on each other; or the rows along x, with the
 * measurements stacked. Rows have colours by their order, since there are many.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').Box} Box
 * @typedef {import('./aligned.js').Entries} Entries
 * @typedef {import('./stacking.js').Layer} Layer
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { domain } from '../draw/scale.js';
import { formatStretch, formatValue, stepWithin } from '../model/format.js';
import { entriesOf, joined, spanOf, touched } from './aligned.js';
import { spread } from './axis.js';
import { LEVELS, colorScale } from './color-scale.js';
import { explainEmpty, isOn, meansNote } from './common.js';
import { declared } from './declared.js';
import { clipToFrame, drawKey, drawLeftAxis, drawMarks, drawPlaces } from './plot-frame.js';
import { drawNames, frameOverNames, placeNames } from './plot-names.js';
import { extentOf, stack } from './stacking.js';

/** Layers are parted by a pixel from this height on. */
const PARTED_HEIGHT = 4;
/** Shades of the scale that are too near the ground for a layer. */
const PALEST = Math.round(LEVELS * 0.2);
/** The middle of the key of colours, in pixels from the top. */
const KEY_Y = 10;

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
      const colors = scene.byRow ? rowColors(entries, options) : options.colors;
      layers.forEach((_, k) => drawLayer(ctx, scene, k, colors[k]));
      ctx.restore();
      const place = (/** @type {number} */ i) => formatStretch(entries.starts[i], entries.starts[i] + 1);
      if (scene.byRow) drawKey(ctx, box.x0, KEY_Y, options, ramp(theme.name), [place(0), place(entries.n - 1)], (box.x1 - box.x0) / 2);
      else {
        drawPlaces(ctx, view, box.y0 - 4, options, entries, (i) => box.x0 + ((i + 0.5) * (box.x1 - box.x0)) / slots);
        drawMarks(ctx, box, entries, inOrder(entries), options.selection ?? [], theme.chosenEdge);
      }
    }
    explainEmpty(ctx, data, view, options, entries.n, 'No data in this region');
    const note = meansNote(scene.of, entries.n, scene.rows, scene.byRow ? 'layers' : 'bars');
    return entries.rows ? { rows: entries.n, note } : { bins: entries.n, note };
  },

  highlight(ctx, data, view, options) {
    const { highlight, theme } = options;
    if (!highlight) return;
    const scene = sceneOf(data, view, options);
    const { entries, box } = scene;
    if (!scene.byRow) return drawMarks(ctx, box, entries, inOrder(entries), [highlight], theme.accent);
    clipToFrame(ctx, box);
    for (const k of touched(entries, [highlight])) drawLayer(ctx, scene, k, theme.danger);
    ctx.restore();
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
        const value = formatValue(entries.values[m][row], stepWithin(spanOf(entries.values)));
        return {
          title: formatStretch(start, end),
          start,
          end,
          lines: [{ label: data.series[m].measurement.name, value, color: '' }],
        };
      }
    }
    return null;
  },
};

/** Returns the colours of rows by their order, from first to last. @param {'light'|'dark'} theme */
function ramp(theme) {
  return colorScale('sequential', theme).slice(PALEST);
}

/** @param {Entries} entries */
function inOrder(entries) {
  return Array.from(entries.starts, (_, i) => i);
}

/** @param {Ctx} ctx @param {Scene} scene @param {number} k @param {string} color */
function drawLayer(ctx, scene, k, color) {
  ctx.fillStyle = color;
  for (let i = 0; i < scene.slots; i++) {
    const { x0, x1, top, bottom } = barOf(scene, scene.layers[k], i);
    if (bottom > top) ctx.fillRect(x0, top, x1 - x0, bottom - top >= PARTED_HEIGHT ? bottom - top - 1 : bottom - top);
  }
}

/** Returns the colours of rows, of which some are selected. @param {Entries} entries @param {DrawOptions} options */
function rowColors(entries, { selection, theme }) {
  const shades = ramp(theme.name);
  const colors = Array.from({ length: entries.n }, (_, k) => shades[Math.round((k / Math.max(1, entries.n - 1)) * (shades.length - 1))]);
  for (const k of touched(entries, selection ?? [])) colors[k] = theme.chosenEdge;
  return colors;
}

/**
 * @typedef {{entries: Entries, of: number, rows: boolean, box: Box, range: [number, number], byRow: boolean,
 *   names: string[], layers: Layer[], slots: number, y: (v: number) => number}} Scene
 *   before neighbours are joined there are `of` entries; `rows`: they are records
 * @param {ChartData} data @param {View} view @param {DrawOptions} options
 * @returns {Scene}
 */
function sceneOf(data, view, options) {
  const { settings } = options;
  const all = entriesOf(data, view);
  const byRow = settings.across !== 'rows';
  const entries = joined(all, Math.max(2, Math.min(500, Number(settings.maxColumns) || 40)));
  const names = byRow ? data.series.map((s) => s.measurement.name) : placeNames(entries);
  const box = frameOverNames(view, options, names);
  const columns = byRow
    ? Array.from({ length: entries.n }, (_, i) => Float64Array.from(entries.values, (column) => column[i]))
    : entries.values;
  const layers = stack(columns, settings.offset, isOn(settings.scaleToPercent));
  const percent = isOn(settings.scaleToPercent) && settings.offset !== 'wiggle';
  const fixed = percent ? { yMin: Math.min(0, Math.floor(extentOf(layers)[0])) || 0, yMax: 100 } : {};
  const range = domain([], fixed, () => extentOf(layers));
  return {
    entries,
    of: all.n,
    rows: all.rows,
    box,
    range,
    byRow,
    names,
    layers,
    slots: byRow ? data.series.length : entries.n,
    y: spread(range, box.y1 - 1, box.y0 + 1, 'linear'),
  };
}

/** Returns the bar of a layer in slot i. @param {Scene} scene @param {Layer} layer @param {number} i */
function barOf({ box, slots, y }, { lower, upper }, i) {
  const slot = (box.x1 - box.x0) / slots;
  const gap = slot > 12 ? 2 : slot > 4 ? 1 : 0;
  return {
    x0: Math.round(box.x0 + i * slot), x1: Math.max(Math.round(box.x0 + (i + 1) * slot) - gap, Math.round(box.x0 + i * slot) + 1),
    top: Math.round(y(upper[i])), bottom: Math.round(y(lower[i])),
  };
}
