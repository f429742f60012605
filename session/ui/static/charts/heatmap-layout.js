/**
 * The layout of a heatmap: its rows, columns and colours. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').Box} Box
 * @typedef {import('./aligned.js').Entries} Entries
 * @typedef {import('./cluster.js').Tree} Tree
 *
 * @typedef {object} Scene
 * @property {Entries} entries
 * @property {number} of  entries there are before neighbours are joined
 * @property {boolean} rows  whether they are records
 * @property {Box} box  of the cells
 * @property {number[]} order  measurements from top to bottom
 * @property {number[]} columns  entries from left to right
 * @property {Tree|null} rowTree
 * @property {Tree|null} columnTree
 * @property {number} rowTreeRoom  pixels on the left of the cells
 * @property {number} columnTreeRoom  pixels above them
 * @property {boolean} named  whether there is room for names of the rows
 * @property {boolean} placed  whether there is room for places of the columns
 * @property {boolean} keyed  whether there is room for what the colours mean
 * @property {[number, number]} range  of the colours
 * @property {[boolean, boolean]} beyond  whether there are values below it, and above it
 * @property {(v: number) => number} share  of the colour scale, 0 to 1
 * @property {string} note
 */
import { numberOrNull, transformOf } from '../draw/scale.js';
import { entriesOf, joined } from './aligned.js';
import { MOST, cluster } from './cluster.js';
import { LEVELS } from './color-scale.js';
import { isOn } from './common.js';

/** Room in pixels: above, with the chart's note; below, for places of columns and the key of the colours; around all. */
const TOP = 22;
const PLACES = 18;
const KEY = 18;
const EDGE = 4;
const ROW_TREE = 70;
const COLUMN_TREE = 44;
/** Rows are named from this height on. */
const NAMED = 9;
/** Cells have at least this room together, before all around them is left out. */
const LEAST = 32;
/** Names take at most this share of the width, and this many pixels. */
const NAME_SHARE = 0.28;
const NAME_ROOM = 190;
/** A column is at least this wide. */
const MIN_COLUMN = 2;
/** The colours span the values between two quantiles: a few outliers would otherwise give all others one colour. */
const LOW = 0.02;
const HIGH = 0.98;

/** The scenes drawn last: clustering is not repeated for every move of the pointer. */
const KEEP = 8;
/** @type {{key: any[], scene: Scene}[]} */
let known = [];

/** @param {ChartData} data @param {View} view @param {DrawOptions} options @returns {Scene} */
export function sceneOf(data, view, options) {
  const { settings, height } = options;
  const entries = entriesOf(data, view);
  const key = [entries, height, view.left, view.width, ...Object.values(settings)];
  const found = known.find((k) => k.key.length === key.length && k.key.every((v, i) => v === key[i]));
  if (found) return found.scene;
  const scene = layOut(entries, view, height, settings);
  known = [{ key, scene }, ...known].slice(0, KEEP);
  return scene;
}

/** @param {Entries} all @param {View} view @param {number} height @param {Record<string, any>} settings @returns {Scene} */
function layOut(all, view, height, settings) {
  const treeRoom = isOn(settings.showDendrogram) ? 1 : 0;
  const rowsClustered = settings.cluster === 'rows' || settings.cluster === 'both';
  const columnsClustered = settings.cluster === 'columns' || settings.cluster === 'both';
  const rooms = roomsOf(height, all.values.length, columnsClustered && all.n > 1 ? COLUMN_TREE * treeRoom : 0);
  const names = rooms.named ? Math.min(NAME_ROOM, view.width * NAME_SHARE) : 0;
  const fitting = Math.floor((view.width - names - ROW_TREE) / MIN_COLUMN);
  const most = Math.max(2, Math.min(Math.floor(numberOrNull(settings.maxColumns) ?? 120), fitting));
  const entries = joined(all, most);
  const transform = transformOf(settings.scale);
  const scaled = entries.values.map((column) => column.map((v) => finite(transform(v))));
  const rowTree = rowsClustered && scaled.length > 1 ? cluster(scaled, settings.clusteringMetric, settings.clusteringLinkage) : null;
  const across = Array.from({ length: entries.n }, (_, i) => Float64Array.from(scaled, (column) => column[i]));
  const columnTree = columnsClustered && entries.n > 1 ? cluster(across, settings.clusteringMetric, settings.clusteringLinkage) : null;
  const rowTreeRoom = rowTree ? ROW_TREE * treeRoom : 0;
  const columnTreeRoom = columnTree ? rooms.tree : 0;
  const range = rangeOf(entries, settings);
  const [lo, hi] = range.map(transform);
  const box = {
    x0: view.left + rowTreeRoom,
    y0: rooms.top + columnTreeRoom,
    x1: view.left + Math.round(view.width - names),
    y1: height - rooms.bottom,
  };
  return {
    entries, of: all.n, rows: all.rows, box, rowTree, columnTree, rowTreeRoom, columnTreeRoom, range,
    beyond: beyondOf(entries, range), named: rooms.named, placed: rooms.placed, keyed: rooms.keyed,
    order: rowTree?.order ?? scaled.map((_, i) => i),
    columns: columnTree?.order ?? across.map((_, i) => i),
    share: (v) => (transform(v) - lo) / (hi - lo),
    note: rowsClustered && scaled.length > MOST ? `More than ${MOST} rows are not clustered` : '',
  };
}

/**
 * Returns the room above and below the cells. Where it is short the key goes
 * first, then the tree of the columns, then all text.
 * @param {number} height of the chart @param {number} rows @param {number} tree  room that it would have
 */
function roomsOf(height, rows, tree) {
  const wanted = rows * NAMED <= height - TOP - PLACES ? rows * NAMED : LEAST;
  const steps = [[TOP, tree, PLACES + KEY], [TOP, tree, PLACES], [TOP, 0, PLACES], [EDGE, 0, EDGE]];
  const [top, treeRoom, bottom] = steps.find((parts) => height - parts[0] - parts[1] - parts[2] >= wanted) ?? steps[steps.length - 1];
  return {
    top,
    tree: treeRoom,
    bottom,
    keyed: bottom > PLACES,
    placed: bottom >= PLACES,
    named: height - top - treeRoom - bottom >= rows * NAMED,
  };
}

/** @param {number} v */
function finite(v) {
  return Number.isFinite(v) ? v : NaN;
}

/**
 * Returns the values at the ends of the colour scale. A diverging one has 0 in its middle.
 * @param {Entries} entries @param {Record<string, any>} settings
 * @returns {[number, number]}
 */
function rangeOf({ values }, settings) {
  const log = settings.scale === 'log';
  const diverging = settings.colorScale === 'diverging' && !log;
  const sorted = new Float64Array(values.reduce((sum, column) => sum + column.length, 0));
  let n = 0;
  for (const column of values) for (const v of column) if (log ? v > 0 : !Number.isNaN(v)) sorted[n++] = diverging ? Math.abs(v) : v;
  sorted.subarray(0, n).sort();
  let [lo, hi] = n > 0 ? [sorted[Math.floor(LOW * (n - 1))], sorted[Math.ceil(HIGH * (n - 1))]] : [log ? 1 : 0, log ? 10 : 1];
  // Where nearly all values are equal, the colours show the others.
  if (lo === hi && n > 0) [lo, hi] = [sorted[0], sorted[n - 1]];
  if (diverging) lo = -hi;
  lo = numberOrNull(settings.yMin) ?? lo;
  hi = numberOrNull(settings.yMax) ?? hi;
  if (log && lo <= 0) lo = hi > 0 ? hi / 1000 : 1;
  return lo < hi ? [lo, hi] : [lo, lo + 1];
}

/**
 * Reports whether values are below a range, and whether some are above it.
 * @param {Entries} entries @param {[number, number]} range @returns {[boolean, boolean]}
 */
function beyondOf({ values }, [lo, hi]) {
  return [values.some((column) => column.some((v) => v < lo)), values.some((column) => column.some((v) => v > hi))];
}

/** Returns the step of the colour scale for a value. @param {Scene} scene @param {number} value */
export function levelOf({ share }, value) {
  const at = Math.round(share(value) * (LEVELS - 1));
  // NaN: below everything on a log scale.
  return at > 0 ? Math.min(LEVELS - 1, at) : 0;
}

/** Returns the cell at a point. @param {Scene} scene @param {number} x @param {number} y @returns {{entry: number, series: number}|null} */
export function cellAt({ box, columns, order, entries }, x, y) {
  if (entries.n === 0 || x < box.x0 || x >= box.x1 || y < box.y0 || y >= box.y1) return null;
  const entry = columns[Math.floor(((x - box.x0) / (box.x1 - box.x0)) * columns.length)];
  return { entry, series: order[Math.floor(((y - box.y0) / (box.y1 - box.y0)) * order.length)] };
}
