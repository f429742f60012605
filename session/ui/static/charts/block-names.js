/**
 * Names of blocks: in those that are wide enough, else below, of the most important ones
 * first. Pure drawing.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {CanvasRenderingContext2D} Ctx
 * @typedef {import('./blocks-track.js').BlockLane} BlockLane
 */
import { font, inkOn, text, textWidth } from '../draw/canvas.js';
import { numberOrNull } from '../draw/scale.js';
import { withCommas } from '../model/format.js';
import { toX } from '../model/view.js';
import { countOf, inView, nameOf } from './features.js';

/** Size of names, and room between two side by side. */
export const NAME_SIZE = 10.5;
const NAMES_APART = 8;
/** Room in a block beside its name, and the least that a name has. */
const BESIDE = 10;
const LEAST_ROOM = 16;
/** Columns that say how important a peak is, the best first. */
const IMPORTANCE = ['signalValue', 'score'];

/** @type {WeakMap<FeaturesPiece, Float64Array>} */
const known = new WeakMap();

/** Returns how important each block is: its signal or score if it is a peak with one, else its length. @param {FeaturesPiece} piece */
function importanceOf(piece) {
  let found = known.get(piece);
  if (!found) {
    const { starts, ends, metadata } = piece;
    const column = IMPORTANCE.map((name) => metadata[name]).find((c) => c?.some((v) => numberOrNull(v)));
    found = starts.map((start, i) => (column ? numberOrNull(column[i]) ?? -Infinity : ends[i] - start));
    known.set(piece, found);
  }
  return found;
}

/**
 * Writes names and, for merged blocks, their numbers. Below a block its name is centred if it reaches under no other
 * block, else it begins where the block does, as names of genes do, or ends where it does if the view ends, provided that
 * it reaches no other name.
 * @param {Ctx} ctx @param {FeaturesPiece} piece @param {BlockLane} lane
 * @param {View} view @param {DrawOptions} options @param {(i: number) => string} colorOf
 */
export function drawNames(ctx, piece, lane, view, options, colorOf) {
  const label = font(options.theme, NAME_SIZE);
  const right = view.left + view.width;
  /** Blocks whose name may be below: the ends of their neighbours in the row are where it is free. */
  /** @type {{i: number, row: number, name: string, width: number, x0: number, x1: number, from: number, to: number}[]} */
  const below = [];
  /** @type {{to: number, last: typeof below[0]|null}[]} where the blocks of each row end so far */
  const rows = [];
  for (let i = 0; i < piece.starts.length; i++) {
    if (!inView(piece, view, i)) continue;
    const at = lane.rowOf(i);
    const row = (rows[at] ??= { to: view.left, last: null });
    const x0 = Math.max(toX(view, piece.starts[i]), view.left);
    const x1 = Math.min(toX(view, piece.ends[i]), right);
    if (row.last) row.last.to = Math.min(row.last.to, x0);
    row.last = null;
    const count = countOf(piece, i);
    const name = count > 1 ? `× ${withCommas(count)}` : nameOf(piece, i);
    const room = x1 - x0 - BESIDE;
    if (name && (room >= LEAST_ROOM || lane.below)) {
      const width = textWidth(ctx, name, label);
      if (room >= Math.max(LEAST_ROOM, width) && isThickAt(piece, i, view, x0, x0 + BESIDE + width)) {
        const top = Math.round(lane.top + at * lane.pitch);
        text(ctx, name, x0 + BESIDE / 2, top + lane.height / 2 + 0.5, { font: label, color: inkOn(colorOf(i)), baseline: 'middle' });
      } else if (lane.below && count === 1) {
        below.push((row.last = { i, row: at, name, width, x0, x1, from: row.to, to: right }));
      }
    }
    row.to = Math.max(row.to, x1);
  }
  const importance = importanceOf(piece);
  below.sort((a, b) => importance[b.i] - importance[a.i] || a.i - b.i);
  /** @type {[number, number][][]} the names of each row */
  const taken = [];
  for (const { row, name, width, x0, x1, from, to } of below) {
    const names = (taken[row] ??= []);
    const free = (/** @type {number} */ x) =>
      x >= view.left && x + width <= right && names.every(([a, b]) => x >= b + NAMES_APART || x + width + NAMES_APART <= a);
    const middle = (x0 + x1 - width) / 2;
    const beside = x0 + width <= right ? x0 : x1 - width;
    const x = middle >= from && middle + width <= to && free(middle) ? middle : beside;
    if (!free(x)) continue;
    names.push([x, x + width]);
    text(ctx, name, x, Math.round(lane.top + row * lane.pitch) + lane.height + NAME_SIZE, { font: label, color: options.theme.muted });
  }
}

/**
 * Reports whether a block is drawn at full height between two pixels.
 * @param {FeaturesPiece} piece @param {number} i @param {View} view @param {number} x0 @param {number} x1
 */
function isThickAt({ cds }, i, view, x0, x1) {
  return !cds || (toX(view, cds.starts[i]) <= x0 + 1 && toX(view, cds.ends[i]) >= x1);
}
