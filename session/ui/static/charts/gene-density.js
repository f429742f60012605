/**
 * Very many genes: how many are along the sequence, in bins, instead of each. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').Picked} Picked
 * @typedef {CanvasRenderingContext2D} Ctx
 *
 * Bin k of `counts` has the genes with their middle in it, as many bases as `width` from `start` on.
 * `exact`: every gene is known, so that `inView` is no estimate.
 * @typedef {{start: number, width: number, counts: Float64Array, inView: number, exact: boolean}} Density
 *
 * Where the density of a measurement is in its chart; an axis is drawn of one that is alone.
 * @typedef {{top: number, height: number, alone: boolean}} Lane
 */
import { font, text, textWidth } from '../draw/canvas.js';
import { roundOut } from '../draw/scale.js';
import { formatBases, formatStretch, plural } from '../model/format.js';
import { basesPerPixel, toPos, toX } from '../model/view.js';
import { drawAxis, scaleY } from './axis.js';
import { countOf, inView } from './features.js';

/**
 * Genes are drawn as a density if there are more than one in so many pixels, and if most (MOST of them) are narrower
 * than so many: at the scale of chromosomes, where each is a dot, and wherever there are very many.
 */
const CROWDED = [{ apart: 8, narrow: 4 }, { apart: 2, narrow: 12 }];
const MOST = 0.75;
/** A bin has at least this many pixels, and less than twice as many. */
const BIN = 4;
/** Size of the words that say what is counted, and below which height there is room for neither them nor an axis. */
const WORDS = 10;
const AXIS_HEIGHT = 48;
/** Opacity of the ground behind the words. */
const GROUND_ALPHA = 0.8;

/**
 * The last density of a piece: drawing and hovering ask for the same one.
 * @type {WeakMap<FeaturesPiece, {view: number[], found: Density|null}>}
 */
const known = new WeakMap();

/**
 * Returns the density of genes that are too many and too small to be seen one by one.
 * @param {FeaturesPiece} piece what is drawn @param {FeaturesPiece} came what it was made of, with the density of all
 * @param {View} view
 * @returns {Density|null} null where they are drawn one by one
 */
export function crowded(piece, came, view) {
  const at = [view.start, view.end, view.width];
  const last = known.get(piece);
  if (last?.view.every((v, k) => v === at[k])) return last.found;
  const found = crowdedIn(piece, came, view);
  known.set(piece, { view: at, found });
  return found;
}

/** @param {FeaturesPiece} piece @param {FeaturesPiece} came @param {View} view */
function crowdedIn(piece, came, view) {
  const perPixel = basesPerPixel(view);
  let here = 0;
  const narrow = CROWDED.map(() => 0);
  for (let i = 0; i < piece.starts.length; i++) {
    if (!inView(piece, view, i)) continue;
    const count = countOf(piece, i);
    here += count;
    const width = (piece.ends[i] - piece.starts[i]) / perPixel;
    CROWDED.forEach((rule, k) => (narrow[k] += width < rule.narrow ? count : 0));
  }
  const rules = CROWDED.filter((_, k) => narrow[k] > MOST * here);
  if (rules.length === 0 || (here <= view.width / CROWDED[0].apart && !came.density)) return null;
  const density = densityIn(piece, came, view);
  return rules.some(({ apart }) => density.inView > view.width / apart) ? density : null;
}

/** @param {FeaturesPiece} piece @param {FeaturesPiece} came @param {View} view @returns {Density} */
function densityIn(piece, came, view) {
  // A power of two, as the width of the program's bins is, which begin at its multiples.
  const width = 2 ** Math.ceil(Math.log2(BIN * basesPerPixel(view)));
  const start = Math.floor(view.start / width) * width;
  const counts = new Float64Array(Math.ceil((view.end - start) / width));
  let total = 0;
  const add = (/** @type {number} */ middle, /** @type {number} */ count) => {
    const bin = Math.floor((middle - start) / width);
    if (bin >= 0 && bin < counts.length) counts[bin] += count;
  };
  const { density, resolution } = came;
  if (density) {
    density.forEach((count, i) => {
      const middle = came.start + (i + 0.5) * resolution;
      add(middle, count);
      if (middle >= view.start && middle < view.end) total += count;
    });
  } else {
    for (let i = 0; i < piece.starts.length; i++) {
      const count = countOf(piece, i);
      add(Math.floor((piece.starts[i] + piece.ends[i]) / 2), count);
      if (inView(piece, view, i)) total += count;
    }
  }
  return { start, width, counts, inView: total, exact: !density };
}

/** @param {Density} density @param {Lane} lane @returns {{range: [number, number], y: (v: number) => number}} */
function scaleOf({ counts }, { top, height }) {
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  /** @type {[number, number]} */
  const range = [0, Math.ceil(roundOut([0, Math.max(1, most)])[1])];
  const y = scaleY(range, height);
  return { range, y: (v) => top + y(v) };
}

/**
 * Draws the axis of a density that is alone in its chart: what its bars are drawn over.
 * @param {Ctx} ctx @param {Density} density @param {View} view @param {DrawOptions} options @param {Lane} lane
 */
export function drawDensityAxis(ctx, density, view, options, lane) {
  const { range, y } = scaleOf(density, lane);
  if (lane.alone && lane.height >= AXIS_HEIGHT) drawAxis(ctx, view, { ...options, settings: { scale: 'linear' } }, range, y);
}

/**
 * Draws a bar for each bin with genes, and what the axis counts.
 * @param {Ctx} ctx @param {Density} density @param {View} view @param {DrawOptions} options @param {Lane} lane
 * @param {string} color @param {string} noun
 */
export function drawDensity(ctx, density, view, { theme }, lane, color, noun) {
  const { start, width, counts } = density;
  const { range, y } = scaleOf(density, lane);
  const base = Math.round(y(0));
  ctx.fillStyle = color;
  counts.forEach((count, k) => {
    if (count === 0) return;
    const x0 = Math.round(toX(view, start + k * width));
    const x1 = Math.round(toX(view, start + (k + 1) * width));
    const high = Math.max(1, base - Math.round(y(count)));
    ctx.fillRect(x0, base - high, Math.max(1, x1 - x0 - 1), high);
  });
  if (lane.height < AXIS_HEIGHT) return;
  const words = `${noun}s per ${formatBases(Number(width.toPrecision(3)))}${lane.alone ? '' : `, up to ${range[1]}`}`;
  const style = { font: font(theme, WORDS), color: theme.muted };
  ctx.fillStyle = theme.ground;
  ctx.globalAlpha = GROUND_ALPHA;
  ctx.fillRect(view.left + 1, lane.top + 1, textWidth(ctx, words, style.font) + 6, WORDS + 4);
  ctx.globalAlpha = 1;
  text(ctx, words, view.left + 4, lane.top + WORDS + 1, style);
}

/**
 * Returns the bin under a point.
 * @param {Density} density @param {View} view @param {number} x @param {string} noun @param {string} source @param {string} color
 * @returns {Picked|null}
 */
export function pickDensity({ start, width, counts }, view, x, noun, source, color) {
  const bin = Math.floor((toPos(view, x) - start) / width);
  if (!(counts[bin] > 0)) return null;
  const [from, to] = [start + bin * width, start + (bin + 1) * width];
  return {
    title: plural(counts[bin], noun), start: from, end: to,
    lines: [{ label: source, value: 'with their middle here', color }, { label: 'Place', value: formatStretch(from, to) }],
  };
}

/**
 * Returns the note that genes are drawn as a density.
 * @param {{density: Density, noun: string}[]} list @param {string} drawn what a row of the chart is
 */
export function densityNote(list, drawn) {
  const parts = [...new Set(list.map(({ noun }) => noun))].map((noun) => {
    const of = list.filter((d) => d.noun === noun).map(({ density }) => density);
    const total = of.reduce((sum, d) => sum + d.inView, 0);
    return `${of.every((d) => d.exact) ? '' : 'about '}${plural(total, noun)}`;
  });
  return `${parts.join(' and ')} in view, drawn as density; zoom in for ${drawn}s`;
}
