/**
 * Where the arcs of an Arcs Track are: their feet, heights and curves. Pure.
 *
 * An arc is half an ellipse over the middles of its two ends. One that leaves the view
 * reaches its height at the edge at the latest. A pair across two sequences is a stalk.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').Series} Series
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 *
 * One arc, in pixels. `x0` and `x1` are the feet as drawn, `y` is the top. `edge` is where
 * the curve meets the edge of the view that it leaves by, null if it does not. `mate` is the
 * end on another sequence, null without one.
 * @typedef {object} Arc
 * @property {number} series  index of its measurement
 * @property {number} i  its row
 * @property {number} x0
 * @property {number} x1
 * @property {number} y
 * @property {'arc'|'stalk'|'stub'} shape  stub: the other end is not known
 * @property {{x: number, y: number, right: boolean}|null} edge
 * @property {Place|null} mate
 * @property {Place|null} beyond  the end that is out of view
 *
 * @typedef {object} Layout
 * @property {Arc[]} arcs  the widest first
 * @property {number} base  y of the feet
 * @property {number} foot  y of the top of the ends' boxes
 * @property {1|-1} up  -1 where arcs rise to lesser y
 * @property {[number, number]|null} range  of the values, null where heights are not by value
 * @property {(value: number) => number} toY
 * @property {number} over  arcs that pass over the view
 * @property {number} valueless  arcs that are as high as they span, for want of a value
 */
import { domain, numberOrNull } from '../draw/scale.js';
import { toX } from '../model/view.js';
import { spread } from './axis.js';
import { inView } from './features.js';

/** Room above the arcs and below the boxes of the ends, and the height of these. */
const PAD = 10;
const EDGE = 6;
export const FOOT = 6;
/** The least height of an arc, and the height of a stub. */
const LEAST = 5;
const STUB = 14;
/** Share of the view from which on an arc is as high as any, where heights are by span. */
const WIDE = 0.5;
/** Share of the height that a stalk has where heights are by span. */
const STALK = 0.7;

/**
 * Returns the ends of a row on its sequence. Those of a row that is no pair are its first
 * and its last base.
 * @param {FeaturesPiece} piece @param {number} i @returns {[number, number][]}
 */
export function endsOf(piece, i) {
  const [start, end] = [piece.starts[i], piece.ends[i]];
  const flat = 'block_starts' in piece.metadata ? piece.exons?.[i] : null;
  if (!flat) return [[start, Math.min(start + 1, end)], [Math.max(end - 1, start), end]];
  /** @type {[number, number][]} */
  const ends = [];
  for (let k = 0; k + 1 < flat.length; k += 2) ends.push([flat[k], flat[k + 1]]);
  return ends;
}

/** Returns the end that is on another sequence, null without one. @param {FeaturesPiece} piece @param {number} i @returns {Place|null} */
export function mateOf(piece, i) {
  const m = /^(.*):(\d+)-(\d+)$/.exec(piece.metadata.mate?.[i] ?? '');
  return m && { seqName: m[1], start: Number(m[2]) - 1, end: Number(m[3]) };
}

/** Returns both ends in the order that the file has, null for one that is not known. @param {FeaturesPiece} piece @param {number} i */
export function placesOf(piece, i) {
  /** @type {(Place|null)[]} */
  const places = endsOf(piece, i).map(([start, end]) => ({ seqName: piece.seqName, start, end }));
  if (places.length < 2) places.push(mateOf(piece, i));
  return piece.metadata.pairEnd?.[i] === '2' ? places.reverse() : places;
}

/** The column of values by which arcs are high, '' without one. @param {Series} series @param {Record<string, any>} settings */
export function valueColumn({ measurement }, settings) {
  return String(settings.valueColumn || (measurement.annotation?.value ?? ''));
}

/** @param {Series[]} series @param {View} view @param {DrawOptions} options @returns {Layout} */
export function layoutArcs(series, view, options) {
  const { settings, height } = options;
  const up = settings.direction === 'down' ? 1 : -1;
  const base = up < 0 ? height - EDGE - FOOT : EDGE + FOOT;
  const top = up < 0 ? PAD : height - PAD;
  const most = Math.abs(top - base);
  const values = series.map((s) => (settings.arcHeight === 'value' ? valuesOf(s, settings) : null));
  const range = rangeOf(series, values, view, settings);
  const toY = range ? spread(range, base, top, settings.scale) : () => base;
  /** @type {Layout} */
  const layout = { arcs: [], base, foot: up < 0 ? base : base - FOOT, up, range, toY, over: 0, valueless: 0 };
  const right = view.left + view.width;
  series.forEach(({ piece }, s) => {
    if (piece?.kind !== 'features') return;
    for (let i = 0; i < piece.starts.length; i++) {
      if (!inView(piece, view, i)) continue;
      const middles = endsOf(piece, i).map(([start, end]) => toX(view, (start + end) / 2)).sort((a, b) => a - b);
      const [x0, x1] = [middles[0], middles[middles.length - 1]];
      const single = middles.length < 2;
      const mate = single ? mateOf(piece, i) : null;
      const outLeft = x0 < view.left;
      const outRight = x1 > right;
      if (x1 < view.left || x0 > right) continue; // only a part of the box of an end is in view
      if (outLeft && outRight) {
        layout.over++;
        continue;
      }
      const value = values[s]?.[i] ?? NaN;
      if (values[s] && Number.isNaN(value)) layout.valueless++;
      const share = single ? STALK : Math.sqrt(Math.min(1, (x1 - x0) / (WIDE * view.width)));
      const bySpan = base + up * Math.max(LEAST, share * most);
      let y = range && !Number.isNaN(value) ? toY(value) : bySpan;
      y = up < 0 ? Math.min(Math.max(y, top), base - LEAST) : Math.max(Math.min(y, top), base + LEAST);
      /** @type {Arc} */
      const arc = { series: s, i, x0, x1, y, shape: 'arc', edge: null, mate, beyond: mate };
      if (single) {
        arc.shape = mate ? 'stalk' : 'stub';
        if (!mate) arc.y = base + up * STUB;
      } else if (outLeft || outRight) {
        // So that the curve meets the edge at its top at the latest.
        if (outRight) arc.x1 = Math.min(x1, 2 * right - x0);
        else arc.x0 = Math.max(x0, 2 * view.left - x1);
        const x = outRight ? right : view.left;
        arc.edge = { x, y: heightAt(arc, base, x), right: outRight };
        const [start, end] = endsOf(piece, i).sort((a, b) => a[0] + a[1] - b[0] - b[1])[outRight ? 1 : 0];
        arc.beyond = { seqName: piece.seqName, start, end };
      }
      layout.arcs.push(arc);
    }
  });
  layout.arcs.sort((a, b) => b.x1 - b.x0 - (a.x1 - a.x0));
  return layout;
}

/** The values of a piece's rows, NaN where one is missing. @param {Series} series @param {Record<string, any>} settings */
function valuesOf(series, settings) {
  const { piece } = series;
  if (piece?.kind !== 'features') return null;
  const column = piece.metadata[valueColumn(series, settings)];
  return Float64Array.from(piece.starts, (_, i) => numberOrNull(column?.[i]) ?? NaN);
}

/**
 * @param {Series[]} series @param {(Float64Array|null)[]} values @param {View} view @param {Record<string, any>} settings
 * @returns {[number, number]|null}
 */
function rangeOf(series, values, view, settings) {
  let [lo, hi] = [Infinity, -Infinity];
  series.forEach(({ piece }, s) => {
    if (piece?.kind !== 'features') return;
    values[s]?.forEach((v, i) => {
      if (Number.isNaN(v) || !inView(piece, view, i) || (settings.scale === 'log' && v <= 0)) return;
      if (!endsOf(piece, i).some(([start, end]) => start < view.end && end > view.start)) return;
      [lo, hi] = [Math.min(lo, v), Math.max(hi, v)];
    });
  });
  return lo <= hi ? domain([], { scale: settings.scale, yMax: settings.yMax, yRange: 'view' }, () => [lo, hi]) : null;
}

/** Returns y of an arc's curve at x between its feet. @param {Arc} arc @param {number} base @param {number} x */
export function heightAt({ x0, x1, y }, base, x) {
  const t = alongAt((x - x0) / (x1 - x0));
  return base + (y - base) * 4 * t * (1 - t);
}

/** Solves 3t² - 2t³ = u: where on the curve of drawArc the share u of the way is. @param {number} u */
function alongAt(u) {
  return 0.5 - Math.sin(Math.asin(1 - 2 * Math.min(1, Math.max(0, u))) / 3);
}

/** Adds the curve of an arc to the path. @param {CanvasRenderingContext2D} ctx @param {Arc} arc @param {number} base */
export function traceArc(ctx, { x0, x1, y, shape }, base) {
  ctx.moveTo(x0, base);
  if (shape !== 'arc') return ctx.lineTo(x0, y);
  const control = base + ((y - base) * 4) / 3;
  ctx.bezierCurveTo(x0, control, x1, control, x1, base);
}

/**
 * Returns about how far a point is from an arc, in pixels.
 * @param {Arc} arc @param {number} base @param {number} x @param {number} y
 */
export function distanceTo(arc, base, x, y) {
  const { x0, x1, shape } = arc;
  const [lo, hi] = [Math.min(arc.y, base), Math.max(arc.y, base)];
  const beside = Math.max(0, lo - y, y - hi);
  if (shape !== 'arc' || x1 - x0 < 1) return Math.hypot(x - (x0 + x1) / 2, beside);
  const outside = Math.max(0, x0 - x, x - x1);
  if (outside > 0) {
    const rise = Math.min(1, Math.max(0, (y - base) / (arc.y - base)));
    const t = (1 - Math.sqrt(1 - rise)) / 2; // where the curve is as high as the point
    return Math.hypot(outside + (x1 - x0) * t * t * (3 - 2 * t), beside);
  }
  const t = alongAt((x - x0) / (x1 - x0));
  const down = Math.abs(base + (arc.y - base) * 4 * t * (1 - t) - y);
  const slope = ((arc.y - base) * 4 * (1 - 2 * t)) / ((x1 - x0) * 6 * Math.max(t * (1 - t), 1e-4));
  return down / Math.hypot(1, slope);
}
