/**
 * Blocks Track: features as blocks, a lane for each measurement. Features that
 * overlap lie in rows under each other as long as the rows are high enough to
 * see, else over each other. Merged features are paler where they are few.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { clipToPlot, drawHighlight, font, inkOn, text, textWidth } from '../canvas.js';
import { withCommas } from '../format.js';
import { pack } from '../pack.js';
import { drawGrid } from '../ruler.js';
import { toX } from '../view.js';
import { explainEmpty, pixelStretch } from './common.js';
import { declared } from './declared.js';
import { countOf, describe, inView, nameOf, thinningNote } from './features.js';

const PAD = 8;
/** Room between lanes, and between rows of a lane. */
const LANE_GAP = 4;
const ROW_GAP = 2;
/** Rows are at most and at least this high. */
const MAX_ROW = 16;
const MIN_ROW = 5;
/** A feature is at least this wide, so that it can be seen. */
const MIN_WIDTH = 2;
/** From this width on, a pixel parts a block from the one that follows at once. */
const PARTED_WIDTH = 5;
/** Opacity of blocks drawn over each other, and of the thinnest of merged ones. */
const OVERLAID_ALPHA = 0.6;
const SPARSE_ALPHA = 0.35;

/** @type {import('../types.js').ChartModule} */
export const blocksTrack = {
  ...declared.BlocksTrack,
  height: 56,
  hue: 2,

  draw(ctx, data, view, options) {
    drawHighlight(ctx, view, options);
    drawGrid(ctx, view, options);
    clipToPlot(ctx, view, options.height);
    let drawn = 0;
    data.series.forEach(({ piece }, i) => {
      if (piece?.kind === 'features') drawn += drawLane(ctx, piece, laneOf(piece, i, data, options), view, options, options.colors[i]);
    });
    ctx.restore();
    explainEmpty(ctx, data, view, options, drawn, 'No features in this region');
    return { rows: drawn, note: thinningNote(data, view, 'feature') };
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
        if (x >= x0 - 2 && x <= x0 + w + 2) return describe(piece, i, measurement.name, options.colors[s]);
      }
    }
    return null;
  },
};

/**
 * Where a measurement's features lie.
 * @param {FeaturesPiece} piece @param {number} index @param {ChartData} data @param {DrawOptions} options
 * @returns {{top: number, height: number, pitch: number, rowOf: (i: number) => number, overlaid: boolean}}
 */
function laneOf(piece, index, data, options) {
  const lanes = data.series.length;
  const room = Math.max(2, (options.height - 2 * PAD - (lanes - 1) * LANE_GAP) / lanes);
  const most = Math.max(1, Math.floor((room + ROW_GAP) / (MIN_ROW + ROW_GAP)));
  const { rows, count, left } = packed(piece, most);
  const used = left > 0 ? 1 : Math.max(1, count);
  const pitch = Math.min((room + ROW_GAP) / used, MAX_ROW + ROW_GAP);
  const start = PAD + index * (room + LANE_GAP);
  return {
    top: Math.round(start + Math.max(0, room + ROW_GAP - used * pitch) / 2),
    pitch,
    height: Math.max(1, Math.round(pitch - ROW_GAP)),
    rowOf: (i) => (left > 0 ? 0 : rows[i]),
    overlaid: left > 0,
  };
}

/** @type {WeakMap<FeaturesPiece, {most: number, result: ReturnType<typeof pack>}>} */
const packs = new WeakMap();

/** Rows of a piece, remembered: they do not change while the view pans. @param {FeaturesPiece} piece @param {number} most */
function packed(piece, most) {
  let known = packs.get(piece);
  if (!known || known.most !== most) packs.set(piece, (known = { most, result: pack(piece.starts, piece.ends, most) }));
  return known.result;
}

/**
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {ReturnType<typeof laneOf>} lane
 * @param {View} view @param {DrawOptions} options @param {string} color
 * @returns {number} features drawn
 */
function drawLane(ctx, piece, lane, view, options, color) {
  const label = font(options.theme, 10.5);
  let drawn = 0;
  const most = densest(piece, view);
  ctx.fillStyle = color;
  for (let i = 0; i < piece.starts.length; i++) {
    if (!inView(piece, view, i)) continue;
    const [x, w] = pixelStretch(view, piece.starts[i], piece.ends[i], MIN_WIDTH);
    ctx.globalAlpha = lane.overlaid ? OVERLAID_ALPHA : SPARSE_ALPHA + (1 - SPARSE_ALPHA) * Math.sqrt(densityOf(piece, i) / most);
    ctx.fillRect(x, Math.round(lane.top + lane.rowOf(i) * lane.pitch), w >= PARTED_WIDTH ? w - 1 : w, lane.height);
    drawn++;
  }
  ctx.globalAlpha = 1;
  if (lane.height < 12 || lane.overlaid) return drawn;
  for (let i = 0; i < piece.starts.length; i++) {
    if (!inView(piece, view, i)) continue;
    const x0 = Math.max(toX(view, piece.starts[i]), view.left);
    const room = Math.min(toX(view, piece.ends[i]), view.left + view.width) - x0 - 10;
    const count = countOf(piece, i);
    const name = count > 1 ? `× ${withCommas(count)}` : nameOf(piece, i);
    if (room < 16 || !name || textWidth(ctx, name, label) > room) continue;
    text(ctx, name, x0 + 5, Math.round(lane.top + lane.rowOf(i) * lane.pitch) + lane.height / 2 + 0.5, { font: label, color: inkOn(color), baseline: 'middle' });
  }
  return drawn;
}

/** Features per base that a merged one stands for. @param {FeaturesPiece} piece @param {number} i */
function densityOf(piece, i) {
  return piece.counts ? piece.counts[i] / (piece.ends[i] - piece.starts[i]) : 1;
}

/** The greatest density in view. @param {FeaturesPiece} piece @param {View} view */
function densest(piece, view) {
  if (!piece.counts) return 1;
  let most = 0;
  for (let i = 0; i < piece.starts.length; i++) if (inView(piece, view, i)) most = Math.max(most, densityOf(piece, i));
  return most;
}
