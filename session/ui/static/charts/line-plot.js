/**
 * Line Plot: as in EpiViz the measurements are along x, with a line for each row
 * or bin in view; or the rows along x, with a line for each measurement.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').Box} Box
 * @typedef {import('./aligned.js').Entries} Entries
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { domain } from '../draw/scale.js';
import { formatValue, stepWithin } from '../model/format.js';
import { entriesOf, placed, stretchesOf, titleOf, touched } from './aligned.js';
import { drawAbLine, spread } from './axis.js';
import { explainEmpty, isOn, REACH } from './common.js';
import { declared } from './declared.js';
import { clipToFrame, drawLeftAxis, drawPlaces } from './plot-frame.js';
import { drawNames, frameOverNames, placeNames } from './plot-names.js';

/** Lines drawn at full thickness; more are thin and pale, under their mean. */
const FEW = 30;
/** The most lines that are drawn; of more, every k-th. */
const MOST = 1500;
/** Lines under the pointer, in another chart: of a wide stretch only these. */
const MOST_LIT = 20;

/** @type {import('../types.js').ChartModule} */
export const linePlot = {
  ...declared.LinePlot,
  height: 220,
  legend: (settings) => settings.across === 'rows',

  draw(ctx, data, view, options) {
    const { theme } = options;
    const scene = sceneOf(data, view, options);
    const { entries, box, range, y, lines } = scene;
    if (entries.n > 0) {
      drawLeftAxis(ctx, box, options, range, y);
      drawNames(ctx, box, options, scene.names);
      if (!scene.byRow) drawPlaces(ctx, view, box.y0 - 2, options, entries, scene.x);
      clipToFrame(ctx, box);
      const many = scene.byRow && lines.length > FEW;
      const every = Math.ceil(lines.length / MOST);
      ctx.globalAlpha = many ? Math.max(0.08, Math.min(0.6, 12 / Math.sqrt(lines.length) / 4)) : 1;
      ctx.lineJoin = 'bevel';
      for (let k = 0; k < lines.length; k += every) {
        drawLine(ctx, lines[k], scene, options, scene.byRow ? options.colors[0] : options.colors[k], many);
      }
      ctx.globalAlpha = 1;
      if (many) drawLine(ctx, meanOf(lines), scene, options, theme.ink, false);
      if (scene.byRow) drawRows(ctx, scene, options, options.selection ?? [], theme.chosenEdge, MOST);
      ctx.restore();
      drawAbLine(ctx, { ...view, left: box.x0, width: box.x1 - box.x0 }, options, range, y);
    }
    explainEmpty(ctx, data, view, options, entries.n, 'No data in this region');
    return entries.rows ? { rows: entries.n } : { bins: entries.n };
  },

  highlight(ctx, data, view, options) {
    if (!options.highlight) return;
    const scene = sceneOf(data, view, options);
    if (!scene.byRow) return;
    clipToFrame(ctx, scene.box);
    drawRows(ctx, scene, options, [options.highlight], options.theme.danger, MOST_LIT);
    ctx.restore();
  },

  pick(data, view, options, px, py) {
    const { entries, range, x, y, lines, byRow } = sceneOf(data, view, options);
    let [best, of, nearest] = [-1, 0, (2 * REACH) ** 2];
    lines.forEach((line, k) => line.forEach((v, i) => {
      const off = (x(i) - px) ** 2 + (y(v) - py) ** 2;
      if (off < nearest) [best, of, nearest] = byRow ? [k, i, off] : [i, k, off];
    }));
    if (best < 0) return null;
    const [start, end] = [entries.starts[best], entries.ends[best]];
    const color = byRow ? options.colors[0] : options.colors[of];
    return {
      title: titleOf(entries, best),
      start,
      end,
      lines: [{ label: data.series[of].measurement.name, value: formatValue(entries.values[of][best], stepWithin(range)), color }],
    };
  },

  pickAll(data, view, options, box) {
    const { entries, x, y, lines, byRow } = sceneOf(data, view, options);
    const inside = new Set();
    lines.forEach((line, k) => line.forEach((v, i) => {
      if (x(i) >= box.x0 && x(i) <= box.x1 && y(v) >= box.y0 && y(v) <= box.y1) inside.add(byRow ? k : i);
    }));
    return stretchesOf(entries, [...inside]);
  },
};

/**
 * @typedef {{entries: Entries, box: Box, range: [number, number], byRow: boolean, names: string[], lines: number[][]|Float64Array[],
 *   x: (i: number) => number, y: (v: number) => number}} Scene
 * @param {ChartData} data @param {View} view @param {DrawOptions} options
 * @returns {Scene}
 */
function sceneOf(data, view, options) {
  const { settings } = options;
  const entries = entriesOf(data, view);
  // A single measurement along x would be a single point of each line.
  const byRow = settings.across !== 'rows' && data.series.length > 1;
  const names = byRow ? data.series.map((s) => s.measurement.name) : placeNames(entries);
  const box = frameOverNames(view, options, names);
  const range = domain([], settings, () => extentOf(entries, settings.scale));
  const slots = byRow ? data.series.length : entries.n;
  // Values without a place on a log scale interrupt a line: it would leave the plot and come back.
  const values = placed(entries, settings.scale);
  return {
    entries, box, range, byRow, names,
    lines: byRow ? Array.from({ length: entries.n }, (_, i) => values.map((column) => column[i])) : values,
    x: (i) => box.x0 + ((i + 0.5) * (box.x1 - box.x0)) / slots,
    y: spread(range, box.y1 - 4, box.y0 + 4, settings.scale),
  };
}

/** @param {Entries} entries @param {string} kind @returns {[number, number]} */
function extentOf({ values }, kind) {
  let [lo, hi] = [Infinity, -Infinity];
  for (const column of values) {
    for (const v of column) {
      if (v < lo && (kind !== 'log' || v > 0)) lo = v;
      if (v > hi) hi = v;
    }
  }
  return lo <= hi ? [lo, hi] : [NaN, NaN];
}

/** Returns the mean of the lines at each place of x. @param {ArrayLike<number>[]} lines @returns {number[]} */
function meanOf(lines) {
  return Array.from(lines[0], (_, i) => {
    let [sum, count] = [0, 0];
    for (const line of lines) {
      if (Number.isNaN(line[i])) continue;
      sum += line[i];
      count++;
    }
    return count > 0 ? sum / count : NaN;
  });
}

/**
 * @param {Ctx} ctx @param {ArrayLike<number>} line @param {Scene} scene @param {DrawOptions} options
 * @param {string} color @param {boolean} thin
 */
function drawLine(ctx, line, { x, y }, { settings, px = 1 }, color, thin) {
  ctx.strokeStyle = color;
  const points = /** @type {[number, number][]} */ ([]);
  if (isOn(settings.showLines) || thin) {
    // Of many points a line as thin as a pixel costs least.
    ctx.lineWidth = thin || line.length > 400 ? px : Math.max(px, Number(settings.lineThickness) || 1);
    let on = false;
    ctx.beginPath();
    for (let i = 0; i < line.length; i++) {
      if (Number.isNaN(line[i])) on = false;
      else if (on) ctx.lineTo(x(i), y(line[i]));
      else {
        ctx.moveTo(x(i), y(line[i]));
        on = true;
      }
    }
    ctx.stroke();
  }
  if (!isOn(settings.showPoints)) return;
  for (let i = 0; i < line.length; i++) if (!Number.isNaN(line[i])) points.push([x(i), y(line[i])]);
  ctx.fillStyle = color;
  const radius = thin ? 1 : Math.max(0.5, Number(settings.pointRadius) || 0);
  for (const [at, of] of points) ctx.fillRect(at - radius, of - radius, 2 * radius, 2 * radius);
}

/**
 * Draws the lines of the rows of stretches, at most so many.
 * @param {Ctx} ctx @param {Scene} scene @param {DrawOptions} options
 * @param {import('../types.js').Stretch[]} stretches @param {string} color @param {number} most
 */
function drawRows(ctx, scene, options, stretches, color, most) {
  for (const i of touched(scene.entries, stretches).slice(0, most)) drawLine(ctx, scene.lines[i], scene, options, color, false);
}
