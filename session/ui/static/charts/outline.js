/**
 * Lines round the features that are selected or that the pointer is on: those
 * that a stretch fits exactly. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').Stretch} Stretch
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { pixelStretch } from './common.js';
import { inView } from './features.js';

/** Pixels between a feature and the line round it. */
const AROUND = 1.5;

/**
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {View} view
 * @param {Stretch[]} stretches
 * @param {(i: number) => {top: number, height: number}|null} place where feature i is drawn; null where it is not
 * @param {string} color
 */
export function drawOutlines(ctx, piece, view, stretches, place, color) {
  if (stretches.length === 0) return;
  /** @type {Map<number, Set<number>>} */
  const wanted = new Map();
  for (const { start, end } of stretches) wanted.set(start, (wanted.get(start) ?? new Set()).add(end));
  ctx.strokeStyle = color;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  for (let i = 0; i < piece.starts.length; i++) {
    if (!wanted.get(piece.starts[i])?.has(piece.ends[i]) || !inView(piece, view, i)) continue;
    const at = place(i);
    if (!at) continue;
    const [x, w] = pixelStretch(view, piece.starts[i], piece.ends[i], 2);
    ctx.rect(x - AROUND, at.top - AROUND, w + 2 * AROUND, at.height + 2 * AROUND);
  }
  ctx.stroke();
}
