/**
 * The density of a Variants Track: how many sites begin in each few pixels. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('./variants-layout.js').Lane} Lane
 */
import { formatBases, withCommas } from '../model/format.js';
import { countOf, inView } from './features.js';
import { siteColor } from './variant-colors.js';

/** Width of a bar. */
const BAR = 4;

/**
 * Returns how many sites of each colour begin in each few pixels. Those that are merged have one colour, and are spread over the pixels up
 * to the next ones, since they begin somewhere there: otherwise every few bars would have some too many.
 * @param {FeaturesPiece} piece @param {View} view @param {DrawOptions} options
 * @returns {{layers: [color: string, counts: Float64Array][], most: number, drawn: number}}
 */
function densityOf(piece, view, options) {
  const bars = Math.ceil(view.width / BAR);
  const perBase = view.width / (view.end - view.start) / BAR;
  const colorOf = piece.counts ? () => options.colors[0] : siteColor(piece, options.settings, options.theme);
  const total = new Float64Array(bars);
  /** @type {Map<string, Float64Array>} */
  const layers = new Map();
  let drawn = 0;
  for (let i = 0; i < piece.starts.length; i++) {
    if (!inView(piece, view, i)) continue;
    drawn++;
    const color = colorOf(i);
    const counts = layers.get(color) ?? new Float64Array(bars);
    layers.set(color, counts);
    const add = (/** @type {number} */ k, /** @type {number} */ n) => {
      const at = Math.max(0, Math.min(bars - 1, k));
      counts[at] += n;
      total[at] += n;
    };
    const n = countOf(piece, i);
    const from = (piece.starts[i] - view.start) * perBase;
    const next = i + 1 < piece.starts.length ? (piece.starts[i + 1] - view.start) * perBase : from + 1;
    const to = n > 1 ? Math.min(next, from + 1) : from;
    const [first, last] = [Math.floor(from), Math.floor(to)];
    if (first === last) add(first, n);
    else {
      add(first, (n * (last - from)) / (to - from));
      add(last, (n * (to - last)) / (to - from));
    }
  }
  return { layers: [...layers], most: Math.max(0, ...total), drawn };
}

/**
 * Draws how many sites begin in each few pixels, one colour on the other.
 * @param {CanvasRenderingContext2D} ctx @param {FeaturesPiece} piece @param {Lane} lane @param {View} view @param {DrawOptions} options
 */
export function drawDensity(ctx, piece, lane, view, options) {
  const { layers, most, drawn } = densityOf(piece, view, options);
  if (!(most > 0)) return 0;
  const bottom = lane.bottom - 2;
  const below = new Float64Array(Math.ceil(view.width / BAR));
  const yOf = (/** @type {number} */ n) => Math.round((n / most) * (bottom - lane.ceiling));
  for (const [color, counts] of layers) {
    ctx.fillStyle = color;
    counts.forEach((n, k) => {
      if (!(n > 0)) return;
      const from = yOf(below[k]);
      below[k] += n;
      const h = Math.max(from === 0 ? 1 : 0, yOf(below[k]) - from);
      if (h > 0) ctx.fillRect(view.left + k * BAR, bottom - from - h, BAR - 1, h);
    });
  }
  return drawn;
}

/** Says how many sites the highest bar stands for. @param {FeaturesPiece} piece @param {View} view @param {DrawOptions} options */
export function densityNote(piece, view, options) {
  const bases = ((view.end - view.start) / view.width) * BAR;
  const about = bases < 1000 ? Math.round(bases) : Number(bases.toPrecision(3));
  return `up to ${withCommas(Math.round(densityOf(piece, view, options).most))} in ${formatBases(about)}`;
}
