/**
 * Blocks Track: features as blocks, a lane for each measurement. Features that
 * overlap are in rows under each other as long as the rows are high enough to
 * see, else over each other. Merged features are paler where they are few.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { clipToPlot, drawHighlight, drawSelection } from '../draw/canvas.js';
import { pack } from '../draw/pack.js';
import { numberOrNull } from '../draw/scale.js';
import { toX } from '../model/view.js';
import { padOf } from './axis.js';
import { colorBy, drawKey, keyOf } from './block-colors.js';
import { drawNames } from './block-names.js';
import { mix } from './color-scale.js';
import { explainEmpty, pixelStretch } from './common.js';
import { declared } from './declared.js';
import { describe, inView, nameOf, nthOf, thinningNote } from './features.js';
import { drawBlock } from './gene-shape.js';
import { drawOutlines } from './outline.js';
import { drawGrid } from './ruler.js';

/** Room between lanes, and between rows of a lane. */
const LANE_GAP = 4;
const ROW_GAP = 2;
/** Rows are at least and at most this high, by the setting displayMode. */
const MAX_ROW = 16;
const ROWS = { auto: [5, MAX_ROW], expanded: [12, MAX_ROW], squished: [3, 5], collapsed: [5, MAX_ROW] };
/** A feature is at least this wide, so that it can be seen. */
const MIN_WIDTH = 2;
/** Room for a name under a block. */
const NAME_ROW = 13;
/** From this width on, a pixel parts a block from the one that follows at once. */
const PARTED_WIDTH = 5;
/** Opacity of blocks drawn over each other, and of the thinnest of merged ones. */
const OVERLAID_ALPHA = 0.6;
const SPARSE_ALPHA = 0.35;
/** A peak at least this wide has a mark at its summit, so many pixels wide and higher than the peak. */
const SUMMIT_FROM = 6;
const SUMMIT = 2;

/**
 * Where the features of a measurement are. below: rows have room for names under their blocks.
 * @typedef {{top: number, height: number, pitch: number, rowOf: (i: number) => number, overlaid: boolean, below: boolean}} BlockLane
 */

/** @type {import('../types.js').ChartModule} */
export const blocksTrack = {
  ...declared.BlocksTrack,
  height: 56,

  draw(ctx, data, view, options) {
    drawSelection(ctx, view, options);
    drawGrid(ctx, view, options);
    clipToPlot(ctx, view, options.height);
    let drawn = 0;
    data.series.forEach(({ piece }, i) => {
      if (piece?.kind !== 'features') return;
      const lane = laneOf(piece, i, data, options);
      drawn += drawLane(ctx, piece, lane, view, options, options.colors[i]);
      drawOutlines(ctx, piece, view, options.selection ?? [], placeIn(lane), options.theme.chosenEdge);
    });
    ctx.restore();
    explainEmpty(ctx, data, view, options, drawn, 'No features in this region');
    const key = data.series.length === 1 && drawn > 0 ? keyOf(data.series[0].piece, view, options) : null;
    if (key) drawKey(ctx, key, view, options);
    return { rows: drawn, note: thinningNote(data, view, 'feature', drawn) };
  },

  highlight(ctx, data, view, options) {
    drawHighlight(ctx, view, options);
    const { highlight } = options;
    if (!highlight) return;
    clipToPlot(ctx, view, options.height);
    data.series.forEach(({ piece }, i) => {
      if (piece?.kind !== 'features') return;
      drawOutlines(ctx, piece, view, [highlight], placeIn(laneOf(piece, i, data, options)), options.theme.accent);
    });
    ctx.restore();
  },

  pick(data, view, options, x, y) {
    for (let s = data.series.length - 1; s >= 0; s--) {
      const { piece, measurement } = data.series[s];
      if (piece?.kind !== 'features') continue;
      const lane = laneOf(piece, s, data, options);
      for (let i = piece.starts.length - 1; i >= 0; i--) {
        const top = lane.top + lane.rowOf(i) * lane.pitch;
        if (!inView(piece, view, i) || y < top - 1 || y > top + lane.height + 1) continue;
        const [x0, w] = pixelStretch(view, piece.starts[i], piece.ends[i], MIN_WIDTH);
        if (x >= x0 - 2 && x <= x0 + w + 2) {
          return { ...describe(piece, i, measurement.name, options.colors[s]), of: { series: s, nth: nthOf(piece, i) } };
        }
      }
    }
    return null;
  },
};

/**
 * Returns the lane of a measurement's features.
 * @param {FeaturesPiece} piece @param {number} index @param {ChartData} data @param {DrawOptions} options
 * @returns {BlockLane}
 */
function laneOf(piece, index, data, options) {
  const lanes = data.series.length;
  const pad = padOf(options.height);
  const room = Math.max(2, (options.height - 2 * pad - (lanes - 1) * LANE_GAP) / lanes);
  const { displayMode } = options.settings;
  const [least, greatest] = ROWS[/** @type {keyof typeof ROWS} */ (displayMode)] ?? ROWS.auto;
  const most = Math.max(1, Math.floor((room + ROW_GAP) / (least + ROW_GAP)));
  const { rows, count, left, named } = packed(piece, displayMode === 'collapsed' ? 1 : most);
  const used = left > 0 ? 1 : Math.max(1, count);
  const below = named && left === 0 && displayMode !== 'squished' && room / used >= greatest + NAME_ROW;
  const pitch = below ? greatest + NAME_ROW : Math.min((room + ROW_GAP) / used, (left > 0 ? MAX_ROW : greatest) + ROW_GAP);
  const start = pad + index * (room + LANE_GAP);
  return {
    top: Math.round(start + Math.max(0, room + ROW_GAP - used * pitch) / 2),
    pitch,
    height: below ? greatest : Math.max(1, Math.round(pitch - ROW_GAP)),
    rowOf: (i) => (left > 0 ? 0 : rows[i]),
    overlaid: left > 0,
    below,
  };
}

/** @param {BlockLane} lane @returns {(i: number) => {top: number, height: number}} */
function placeIn({ top, pitch, height, rowOf }) {
  return (i) => ({ top: Math.round(top + rowOf(i) * pitch), height });
}

/** @type {WeakMap<FeaturesPiece, {most: number, result: ReturnType<typeof pack> & {named: boolean}}>} */
const packs = new WeakMap();

/**
 * Returns the rows of a piece, and whether any has a name. Both are remembered, as
 * they do not change while the view pans.
 * @param {FeaturesPiece} piece @param {number} most
 */
function packed(piece, most) {
  let known = packs.get(piece);
  if (!known || known.most !== most) {
    const named = piece.starts.some((_, i) => nameOf(piece, i) !== '');
    packs.set(piece, (known = { most, result: { ...pack(piece.starts, piece.ends, most), named } }));
  }
  return known.result;
}

/**
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {BlockLane} lane
 * @param {View} view @param {DrawOptions} options @param {string} color
 * @returns {number} features drawn
 */
function drawLane(ctx, piece, lane, view, options, color) {
  const apart = Math.max(0, numberOrNull(options.settings.minBlockDistance) ?? 0);
  const colorOf = colorBy(piece, view, options, color);
  const most = densest(piece, view);
  /** Where the last block of each row ends and how it was drawn, for joining those that are close. @type {number[]} */
  const ends = [];
  let drawn = 0;
  for (let i = 0; i < piece.starts.length; i++) {
    if (!inView(piece, view, i)) continue;
    drawn++;
    let [x, w] = pixelStretch(view, piece.starts[i], piece.ends[i], MIN_WIDTH);
    const row = lane.rowOf(i);
    if (apart > 0 && x - (ends[row] ?? -Infinity) <= apart && x + w > ends[row]) [x, w] = [ends[row], x + w - ends[row]];
    ends[row] = Math.max(ends[row] ?? -Infinity, x + w);
    const own = colorOf(i);
    // See-through blocks cost several times as much as pale ones.
    if (lane.overlaid) ctx.globalAlpha = OVERLAID_ALPHA;
    const shade = lane.overlaid
      ? own
      : mix(options.theme.ground, own, SPARSE_ALPHA + (1 - SPARSE_ALPHA) * Math.sqrt(densityOf(piece, i) / most));
    drawBlock(ctx, piece, i, view, [x, w >= PARTED_WIDTH && apart === 0 ? w - 1 : w], Math.round(lane.top + row * lane.pitch), lane.height,
      shade);
    drawSummit(ctx, piece, i, view, w, Math.round(lane.top + row * lane.pitch), lane.height, options.theme.ink);
  }
  ctx.globalAlpha = 1;
  if (lane.height >= 12 && !lane.overlaid) drawNames(ctx, piece, lane, view, options, colorOf);
  return drawn;
}

/**
 * Draws a mark at the summit of a peak, which narrowPeak has as the distance from the peak's start.
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {number} i @param {View} view @param {number} w width of the peak in pixels
 * @param {number} top @param {number} height @param {string} color
 */
function drawSummit(ctx, { starts, ends, metadata }, i, view, w, top, height, color) {
  const at = w >= SUMMIT_FROM && metadata.signalValue ? numberOrNull(metadata.peak?.[i]) : null;
  if (at === null || at < 0 || starts[i] + at >= ends[i]) return;
  ctx.globalAlpha = 1;
  ctx.fillStyle = color;
  ctx.fillRect(Math.round(toX(view, starts[i] + at + 0.5)) - SUMMIT / 2, top - SUMMIT, SUMMIT, height + 2 * SUMMIT);
}

/** Returns the number of features per base that a merged one represents. @param {FeaturesPiece} piece @param {number} i */
function densityOf(piece, i) {
  return piece.counts ? piece.counts[i] / (piece.ends[i] - piece.starts[i]) : 1;
}

/** Returns the greatest density in view. @param {FeaturesPiece} piece @param {View} view */
function densest(piece, view) {
  if (!piece.counts) return 1;
  let most = 0;
  for (let i = 0; i < piece.starts.length; i++) if (inView(piece, view, i)) most = Math.max(most, densityOf(piece, i));
  return most;
}
