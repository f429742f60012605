/**
 * Numbers along a sequence as lines on the screen: the points of each unbroken
 * run, in pixels across and in values up. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').BinsPiece} BinsPiece
 * @typedef {import('../types.js').ValuesPiece} ValuesPiece
 *
 * One unbroken line. `min` and `max` are there for bins.
 * @typedef {{x: number[], value: number[], min: number[]|null, max: number[]|null}} Run
 * @typedef {object} Line
 * @property {Run[]} runs
 * @property {[x0: number, v0: number, x1: number, v1: number][]} joins  between rows that are far apart
 * @property {{x: number[], value: number[]}} points  the middle of each bin or row in view
 */
import { toX } from '../model/view.js';
import { binsIn, rowsIn } from './signal.js';

/** Bins and rows at least this wide in pixels are flat, narrower ones a point. */
const FLAT = 3;
/** Missing bins in a row over which a line still goes on. */
const BRIDGED_BINS = 3;
/** Pixels between rows over which a line still goes on. */
const NEAR = 16;

/** @param {BinsPiece|ValuesPiece} piece @param {View} view @returns {Line} */
export function lineOf(piece, view) {
  return piece.kind === 'bins' ? lineOfBins(piece, view) : lineOfRows(piece, view);
}

/** @param {BinsPiece} piece @param {View} view @returns {Line} */
function lineOfBins(piece, view) {
  const [from, to] = binsIn(piece, view);
  const step = ((piece.end - piece.start) / piece.bins / (view.end - view.start)) * view.width;
  const x0 = toX(view, piece.start);
  // A few more on both sides, so that the line runs on to the edge.
  const first = Math.max(0, from - 1 - BRIDGED_BINS);
  const last = Math.min(piece.bins, to + 1 + BRIDGED_BINS);
  const line = emptyLine();
  const banded = piece.min !== piece.mean;
  /** @type {Run|null} */
  let run = null;
  let previous = -Infinity;
  for (let i = first; i < last; i++) {
    const v = piece.mean[i];
    if (Number.isNaN(v)) continue;
    if (!run || i - previous > BRIDGED_BINS + 1) line.runs.push((run = newRun(banded)));
    const [min, max] = [piece.min[i], piece.max[i]];
    if (step >= FLAT) {
      addPoint(run, x0 + i * step, v, min, max);
      addPoint(run, x0 + (i + 1) * step, v, min, max);
    } else addPoint(run, x0 + (i + 0.5) * step, v, min, max);
    if (i >= from && i < to) {
      line.points.x.push(x0 + (i + 0.5) * step);
      line.points.value.push(v);
    }
    previous = i;
  }
  return seen(line);
}

/** @param {ValuesPiece} piece @param {View} view @returns {Line} */
function lineOfRows(piece, view) {
  const { starts, ends, values } = piece;
  const [from, to] = rowsIn(piece, view);
  const line = emptyLine();
  /** @type {Run|null} */
  let run = null;
  for (let i = Math.max(0, from - 1); i < Math.min(starts.length, to + 1); i++) {
    const v = values[i];
    if (Number.isNaN(v)) {
      run = null;
      continue;
    }
    let left = toX(view, starts[i]);
    let right = toX(view, ends[i]);
    if (right - left < FLAT) left = right = (left + right) / 2;
    if (run) {
      const [x, last] = [run.x[run.x.length - 1], run.value[run.x.length - 1]];
      if (left - x > NEAR) {
        line.joins.push([x, last, left, v]);
        run = null;
      }
    }
    if (!run) line.runs.push((run = newRun(false)));
    addPoint(run, left, v, v, v);
    if (right > left) addPoint(run, right, v, v, v);
    if (i >= from && i < to) {
      line.points.x.push((left + right) / 2);
      line.points.value.push(v);
    }
  }
  return seen(line);
}

/** @returns {Line} */
function emptyLine() {
  return { runs: [], joins: [], points: { x: [], value: [] } };
}

/** @param {boolean} banded @returns {Run} */
function newRun(banded) {
  return { x: [], value: [], min: banded ? [] : null, max: banded ? [] : null };
}

/** @param {Run} run @param {number} x @param {number} value @param {number} min @param {number} max */
function addPoint(run, x, value, min, max) {
  run.x.push(x);
  run.value.push(value);
  run.min?.push(min);
  run.max?.push(max);
}

/**
 * Widens runs of a single point, through which no line would go, to two pixels.
 * @param {Line} line
 */
function seen(line) {
  for (const run of line.runs) {
    if (run.x.length > 1) continue;
    const x = run.x[0];
    addPoint(run, x + 1, run.value[0], run.min?.[0] ?? 0, run.max?.[0] ?? 0);
    run.x[0] = x - 1;
  }
  return line;
}
