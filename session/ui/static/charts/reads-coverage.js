/**
 * The depth above reads, with the bases that differ from the reference. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').ReadsOf} ReadsOf
 * @typedef {{top: number, height: number}} Lane
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { font, hline, texts } from '../draw/canvas.js';
import { formatValue, withCommas } from '../model/format.js';
import { toPos, toX } from '../model/view.js';
import { barColor } from './bases.js';
import { plainColor } from './reads-colors.js';

/** Bases in the order of the answer. */
export const BASES = ['A', 'C', 'G', 'T', 'N'];
/** A coloured position is at least this wide. */
const LEAST_WIDTH = 1;
/** Room between the axis and its labels. */
const LABEL_GAP = 7;

/** Returns the greatest depth in view, 0 without any. @param {FeaturesPiece} piece @param {View} view */
export function greatestDepth(piece, view) {
  const { depth } = /** @type {ReadsOf} */ (piece.reads);
  const width = (piece.end - piece.start) / Math.max(1, depth.length);
  let most = 0;
  const first = Math.max(0, Math.floor((view.start - piece.start) / width));
  const last = Math.min(depth.length - 1, Math.ceil((view.end - piece.start) / width));
  for (let k = first; k <= last; k++) if (depth[k] > most) most = depth[k];
  return most;
}

/**
 * Draws the depth as an area, and the bases of positions with many differences in their shares.
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {Lane} lane @param {View} view @param {DrawOptions} options @param {string} color
 * @param {number} most the depth at the top
 */
export function drawCoverage(ctx, piece, lane, view, options, color, most) {
  const { depth, alleles } = /** @type {ReadsOf} */ (piece.reads);
  const { theme, settings, px = 1 } = options;
  const width = (piece.end - piece.start) / Math.max(1, depth.length);
  const bottom = lane.top + lane.height;
  const y = (/** @type {number} */ v) => bottom - (v / Math.max(most, 1)) * lane.height;
  const edge = (/** @type {number} */ pos) => Math.round(toX(view, pos) / px) * px;
  ctx.fillStyle = plainColor(theme, color);
  const first = Math.max(0, Math.floor((view.start - piece.start) / width));
  const last = Math.min(depth.length, Math.ceil((view.end - piece.start) / width) + 1);
  for (let k = first; k < last; ) {
    const value = depth[k];
    const begun = k;
    while (k < last && (depth[k] === value || (Number.isNaN(value) && Number.isNaN(depth[k])))) k++;
    if (!(value > 0)) continue;
    const [x0, x1] = [edge(piece.start + begun * width), edge(piece.start + k * width)];
    if (x1 > x0) ctx.fillRect(x0, y(value), x1 - x0, bottom - y(value));
  }
  for (let k = 0; k < alleles.at.length; k++) {
    const at = alleles.at[k];
    if (at >= view.end || at + 1 <= view.start || !isColoured(alleles, k, settings)) continue;
    const x0 = edge(at);
    const w = Math.max(LEAST_WIDTH, edge(at + 1) - x0);
    let from = 0;
    alleles.others.forEach((counts, b) => {
      if (counts[k] === 0) return;
      ctx.fillStyle = barColor(BASES[b], theme);
      ctx.fillRect(x0, y(from + counts[k]), w, y(from) - y(from + counts[k]));
      from += counts[k];
    });
  }
}

/**
 * Reports whether so many reads differ at a position that it is coloured.
 * @param {ReadsOf['alleles']} alleles @param {number} k @param {Record<string, any>} settings
 */
function isColoured({ depth, others }, k, settings) {
  const differ = others.reduce((sum, counts) => sum + counts[k], 0);
  return differ > 0 && differ >= Number(settings.alleleThreshold) * depth[k];
}

/** Draws the axis of the depth. @param {Ctx} ctx @param {Lane} lane @param {View} view @param {DrawOptions} options @param {number} most */
export function drawDepthAxis(ctx, lane, view, { theme, parts }, most) {
  hline(ctx, view.left, view.left + view.width, lane.top + lane.height, theme.line);
  if (parts || view.bare) return;
  texts(ctx, [
    { text: formatValue(most >= 10 ? Math.round(most) : Math.round(most * 10) / 10), x: view.left - LABEL_GAP, y: lane.top + 5 },
    { text: '0', x: view.left - LABEL_GAP, y: lane.top + lane.height },
  ], { font: font(theme, 10.5), color: theme.muted, align: 'right', baseline: 'middle' });
}

/**
 * Describes the depth under the pointer.
 * @param {FeaturesPiece} piece @param {View} view @param {number} x @param {string} name @param {string} color
 * @returns {import('../types.js').Picked|null}
 */
export function pickDepth(piece, view, x, name, color) {
  const { depth, alleles, estimated } = /** @type {ReadsOf} */ (piece.reads);
  const pos = Math.floor(toPos(view, x));
  const width = (piece.end - piece.start) / Math.max(1, depth.length);
  const bin = Math.floor((pos - piece.start) / width);
  const value = depth[bin];
  if (!(value >= 0)) return null;
  const near = width > 1 ? Math.max(width, (2 * (view.end - view.start)) / view.width) : 1;
  let k = -1;
  for (let i = 0; i < alleles.at.length; i++) {
    if (Math.abs(alleles.at[i] - pos) < near && (k < 0 || Math.abs(alleles.at[i] - pos) < Math.abs(alleles.at[k] - pos))) k = i;
  }
  const lines = [{ label: name, value: '', color }];
  if (k < 0) {
    const label = width > 1 ? `Mean depth of ${withCommas(width)} bases` : 'Depth';
    lines.push({ label, value: formatValue(value) + (estimated ? ', estimated' : ''), color: '' });
    const start = piece.start + bin * width;
    return { title: '', lines, start, end: start + width };
  }
  lines.push({ label: 'Depth', value: withCommas(alleles.depth[k]), color: '' });
  alleles.others.forEach((counts, b) => {
    if (counts[k] === 0) return;
    const share = Math.round((100 * counts[k]) / Math.max(1, alleles.depth[k]));
    lines.push({ label: `${BASES[b]}, not as the reference`, value: `${withCommas(counts[k])} (${share} %)`, color: '' });
  });
  return { title: '', lines, start: alleles.at[k], end: alleles.at[k] + 1 };
}
