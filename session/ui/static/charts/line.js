/**
 * Numbers along a sequence as lines on the screen: the points of each unbroken
 * run, in pixels across and in values up. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').BinsPiece} BinsPiece
 * @typedef {import('../types.js').ValuesPiece} ValuesPiece
 *
 * One unbroken line. `min` and `max` are there for bins.
 * `lone`: of a single narrow bin or row.
 * @typedef {{x: number[], value: number[], min: number[]|null, max: number[]|null, lone: boolean}} Run
 * @typedef {[x0: number, v0: number, x1: number, v1: number]} Join
 * @typedef {object} Line
 * @property {Run[]} runs
 * @property {Join[]} joins  over the bases without a value between two runs
 * @property {{x: number[], value: number[]}} points  the middle of each bin or row in view
 */
import { toX } from '../model/view.js';
import { binsIn, rowsIn } from './signal.js';

/** Bins and rows at least this wide in pixels are flat, narrower ones a point. */
const FLAT = 3;

/** @param {BinsPiece|ValuesPiece} piece @param {View} view @returns {Line} */
export function lineOf(piece, view) {
  return piece.kind === 'bins' ? lineOfBins(piece, view) : lineOfRows(piece, view);
}

/** @param {BinsPiece} piece @param {View} view @returns {Line} */
function lineOfBins(piece, view) {
  const [from, to] = binsIn(piece, view);
  const step = ((piece.end - piece.start) / piece.bins / (view.end - view.start)) * view.width;
  const x0 = toX(view, piece.start);
  // One more on both sides, so that the line runs on to the edge.
  const first = Math.max(0, from - 1);
  const last = Math.min(piece.bins, to + 1);
  const line = emptyLine();
  const banded = piece.min !== piece.mean;
  /** @type {Run|null} */
  let run = null;
  let previous = -Infinity;
  for (let i = first; i < last; i++) {
    const v = piece.mean[i];
    if (Number.isNaN(v)) continue;
    const apart = piece.apart?.[i] || piece.apart?.[previous] || i > previous + 1;
    if (!run || apart) run = next(line, run, banded, x0 + (i + (step >= FLAT ? 0 : 0.5)) * step, v);
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
  let reach = -Infinity;
  for (let i = Math.max(0, from - 1); i < Math.min(starts.length, to + 1); i++) {
    const v = values[i];
    if (Number.isNaN(v)) continue;
    let left = toX(view, starts[i]);
    let right = toX(view, ends[i]);
    const apart = starts[i] > reach;
    reach = Math.max(reach, ends[i]);
    if (right - left < FLAT) left = right = (left + right) / 2;
    if (!run || apart) run = next(line, run, false, left, v);
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

/**
 * Begins a run at a point, with a join from the end of the one before it.
 * @param {Line} line @param {Run|null} before @param {boolean} banded @param {number} x @param {number} value
 * @returns {Run}
 */
function next(line, before, banded, x, value) {
  if (before) line.joins.push([before.x[before.x.length - 1], before.value[before.x.length - 1], x, value]);
  /** @type {Run} */
  const run = { x: [], value: [], min: banded ? [] : null, max: banded ? [] : null, lone: false };
  line.runs.push(run);
  return run;
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
    run.lone = true;
  }
  return line;
}
