/**
 * Scatter Plot: each further measurement against the first, a point for each row
 * or bin in view, with the line of least squares.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').Box} Box
 * @typedef {import('./aligned.js').Entries} Entries
 * @typedef {CanvasRenderingContext2D} Ctx
 *
 * @typedef {(v: number) => number} ToPixel
 * @typedef {{entries: Entries, box: Box, ranges: [number, number][], x: ToPixel, y: ToPixel}} Scene
 */
import { font, text } from '../draw/canvas.js';
import { domain, numberOrNull, transformOf } from '../draw/scale.js';
import { formatValue, plural, stepWithin } from '../model/format.js';
import { entriesOf, placed, spanOf, stretchesOf, titleOf, touched } from './aligned.js';
import { spread } from './axis.js';
import { explainEmpty, isOn, REACH } from './common.js';
import { declared } from './declared.js';
import { MANY, drawMany } from './density.js';
import { drawPointNames } from './point-names.js';
import { clipToFrame, drawBottomAxis, drawLeftAxis, frameOf } from './plot-frame.js';
import { leastSquares, within } from './regression.js';
import { fitted } from './short-names.js';

/** At most so many times as wide as high. */
const WIDEST = 1.5;
const POINT_ALPHA = 0.65;
/** The most entries that are highlighted. */
const MAX_LIT = 3000;

/** @type {import('../types.js').ChartModule} */
export const scatterPlot = {
  ...declared.ScatterPlot,
  height: 280,
  legend: (_, count) => count > 2,

  draw(ctx, data, view, options) {
    const { theme } = options;
    const scene = sceneOf(data, view, options);
    const { entries, box, ranges, x, y } = scene;
    const names = data.series.map((s) => s.measurement.name);
    let drawn = 0;
    if (entries.n > 0 && data.series.length > 1) {
      drawBottomAxis(ctx, box, options, ranges[0], x, names[0]);
      drawLeftAxis(ctx, box, options, ranges[1], y);
      clipToFrame(ctx, box);
      const radius = radiusOf(entries.n, box, options);
      for (let s = 1; s < data.series.length; s++) drawn += drawPoints(ctx, scene, s, colorFor(data, options, s), radius, options);
      drawRings(ctx, scene, options.selection ?? [], theme.chosenEdge, radius + 1);
      ctx.restore();
      drawPointNames(ctx, entries, box, x, y, radius, theme);
      drawFits(ctx, scene, data, view, options);
      if (data.series.length === 2) {
        const small = font(theme, 10.5);
        const name = fitted(ctx, names[1], box.x1 - box.x0, small);
        text(ctx, name, box.x0 + 6, box.y0 + 4, { font: small, color: theme.ink, baseline: 'middle' });
      }
    }
    explainEmpty(ctx, data, view, options, drawn, 'No data in this region');
    const leftOut = pointsOf(entriesOf(data, view)) - pointsOf(entries);
    const note = leftOut > 0 ? `${plural(leftOut, entries.rows ? 'row' : 'bin')} left out: a log scale has no place for 0 and below` : '';
    return entries.rows ? { rows: drawn, note } : { bins: drawn, note };
  },

  highlight(ctx, data, view, options) {
    if (!options.highlight || data.series.length < 2) return;
    const scene = sceneOf(data, view, options);
    clipToFrame(ctx, scene.box);
    drawRings(ctx, scene, [options.highlight], options.theme.ink, radiusOf(scene.entries.n, scene.box, options) + 2);
    ctx.restore();
  },

  pick(data, view, options, x, y) {
    const scene = sceneOf(data, view, options);
    const { entries } = scene;
    let [best, of, nearest] = [-1, 0, REACH * REACH];
    for (let s = 1; s < entries.values.length; s++) {
      for (let i = 0; i < entries.n; i++) {
        const off = (scene.x(entries.values[0][i]) - x) ** 2 + (scene.y(entries.values[s][i]) - y) ** 2;
        if (off < nearest) [best, of, nearest] = [i, s, off];
      }
    }
    if (best < 0) return null;
    const line = (/** @type {number} */ s, /** @type {string} */ color) => ({
      label: data.series[s].measurement.name,
      value: formatValue(entries.values[s][best], stepWithin(scene.ranges[Math.min(s, 1)])),
      color,
    });
    const [start, end] = [entries.starts[best], entries.ends[best]];
    return { title: titleOf(entries, best), start, end, lines: [line(0, ''), line(of, colorFor(data, options, of))] };
  },

  pickAll(data, view, options, box) {
    const { entries, x, y } = sceneOf(data, view, options);
    const inside = [];
    for (let i = 0; i < entries.n; i++) {
      const at = x(entries.values[0][i]);
      if (!(at >= box.x0 && at <= box.x1)) continue;
      if (entries.values.some((column, s) => s > 0 && y(column[i]) >= box.y0 && y(column[i]) <= box.y1)) inside.push(i);
    }
    return stretchesOf(entries, inside);
  },
};

/**
 * Returns the colour of a measurement against the first. A lone one has the chart's
 * first colour.
 * @param {ChartData} data @param {DrawOptions} options @param {number} s
 */
function colorFor(data, options, s) {
  return options.colors[data.series.length > 2 ? s : 0];
}

/** @param {ChartData} data @param {View} view @param {DrawOptions} options @returns {Scene} */
function sceneOf(data, view, options) {
  const { settings } = options;
  const all = entriesOf(data, view);
  const box = frameOf(view, options, WIDEST);
  const kind = settings.scale;
  const entries = { ...all, values: placed(all, kind) };
  const bound = { scale: kind, yRange: 'view' };
  const ranges = /** @type {[number, number][]} */ ([
    domain(data.series.slice(0, 1), { ...bound, yMin: settings.xMin, yMax: settings.xMax }, () => spanOf(entries.values.slice(0, 1))),
    domain(data.series.slice(1), { ...bound, yMin: settings.yMin, yMax: settings.yMax }, () => spanOf(entries.values.slice(1))),
  ]);
  return { entries, box, ranges, x: spread(ranges[0], box.x0 + 6, box.x1 - 6, kind), y: spread(ranges[1], box.y1 - 6, box.y0 + 6, kind) };
}

/** Counts the pairs of numbers. @param {Entries} entries */
function pointsOf({ values }) {
  const [xs, ...others] = values;
  return others.reduce((sum, ys) => sum + ys.reduce((count, y, i) => count + (Number.isNaN(y) || Number.isNaN(xs[i]) ? 0 : 1), 0), 0);
}

/** Returns the radius of points in pixels, less of many. @param {number} n @param {Box} box @param {DrawOptions} options */
function radiusOf(n, box, options) {
  const ratio = numberOrNull(options.settings.circleRadiusRatio) ?? 0.01;
  const wanted = Math.max(0.5, ratio * Math.min(box.x1 - box.x0, box.y1 - box.y0));
  return n > 500 ? Math.max(1, wanted * Math.sqrt(500 / n)) : wanted;
}

/**
 * @param {Ctx} ctx @param {Scene} scene @param {number} s @param {string} color @param {number} radius @param {DrawOptions} options
 * @returns {number} points drawn
 */
function drawPoints(ctx, { entries, box, x, y }, s, color, radius, options) {
  const [xs, ys] = [entries.values[0], entries.values[s]];
  if (entries.n > MANY) return drawMany(ctx, box, xs, ys, x, y, color, options);
  let drawn = 0;
  ctx.fillStyle = color;
  ctx.globalAlpha = POINT_ALPHA;
  for (let i = 0; i < entries.n; i++) {
    if (Number.isNaN(xs[i]) || Number.isNaN(ys[i])) continue;
    ctx.beginPath();
    ctx.arc(x(xs[i]), y(ys[i]), radius, 0, 2 * Math.PI);
    ctx.fill();
    drawn++;
  }
  ctx.globalAlpha = 1;
  return drawn;
}

/**
 * Draws rings around the points of stretches.
 * @param {Ctx} ctx @param {Scene} scene @param {import('../types.js').Stretch[]} stretches @param {string} color @param {number} radius
 */
function drawRings(ctx, { entries, x, y }, stretches, color, radius) {
  ctx.strokeStyle = color;
  ctx.lineWidth = 1.5;
  for (const i of touched(entries, stretches).slice(0, MAX_LIT)) {
    for (let s = 1; s < entries.values.length; s++) {
      if (Number.isNaN(entries.values[0][i]) || Number.isNaN(entries.values[s][i])) continue;
      ctx.beginPath();
      ctx.arc(x(entries.values[0][i]), y(entries.values[s][i]), radius, 0, 2 * Math.PI);
      ctx.stroke();
    }
  }
}

/**
 * Draws the lines of least squares, fitted to the scaled values, and their figures
 * beside the plot.
 * @param {Ctx} ctx @param {Scene} scene @param {ChartData} data @param {View} view @param {DrawOptions} options
 */
function drawFits(ctx, { entries, box, ranges, x, y }, data, view, options) {
  const { theme, settings } = options;
  const kind = settings.scale;
  const transform = transformOf(kind);
  const back =
    kind === 'log'
      ? (/** @type {number} */ v) => 10 ** v
      : kind === 'symlog'
        ? (/** @type {number} */ v) => Math.sign(v) * (10 ** Math.abs(v) - 1)
        : (/** @type {number} */ v) => v;
  const abLine = numberOrNull(settings.abLine);
  clipToFrame(ctx, box);
  const fits = entries.values.slice(1).map((ys) => leastSquares(entries.values[0], ys, transform));
  const [across, up] = ranges.map(([lo, hi]) => /** @type {[number, number]} */ ([transform(lo), transform(hi)]));
  fits.forEach((fit) => {
    const part = fit && isOn(settings.showRegression) ? within(fit, across, up) : null;
    if (!fit || !part) return;
    ctx.strokeStyle = theme.ink;
    ctx.lineWidth = 1.5;
    ctx.beginPath();
    ctx.moveTo(x(back(part[0])), y(back(fit.intercept + fit.slope * part[0])));
    ctx.lineTo(x(back(part[1])), y(back(fit.intercept + fit.slope * part[1])));
    ctx.stroke();
  });
  if (abLine !== null) {
    ctx.strokeStyle = theme.danger;
    ctx.lineWidth = 1;
    ctx.beginPath();
    ctx.moveTo(box.x0, y(abLine));
    ctx.lineTo(box.x1, y(abLine));
    ctx.stroke();
  }
  ctx.restore();
  const room = view.left + view.width - box.x1 - 24;
  if (room < 60) return;
  const style = { font: font(theme, 11.5), color: theme.ink, baseline: /** @type {CanvasTextBaseline} */ ('middle') };
  let at = box.y0 + 8;
  fits.forEach((fit, k) => {
    const say = (/** @type {string} */ words, /** @type {string} */ color) => {
      text(ctx, fitted(ctx, words, room, style.font), box.x1 + 24, at, { ...style, color });
      at += 17;
    };
    if (fits.length > 1) say(data.series[k + 1].measurement.name, options.colors[k + 1]);
    if (!fit) say('no line fits', theme.muted);
    else {
      say(Number.isNaN(fit.r) ? 'r is not defined' : `r = ${fit.r.toFixed(3)}`, theme.ink);
      say(`${kind === 'linear' ? 'slope' : `slope (${kind})`} ${formatValue(fit.slope)}`, theme.muted);
      say(plural(fit.n, entries.rows ? 'row' : 'bin'), theme.muted);
    }
    at += 6;
  });
}
