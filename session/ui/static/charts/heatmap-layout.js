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
 * Rows that are together: the first of them, how many, where they begin, and their tree.
 * @typedef {{name: string, first: number, count: number, top: number, tree: Tree|null}} Group
 * `columns` are places among those of the sheet, each `step` pixels to the right of the one before, from x0 on; `keys` is the
 * room for what their colours mean.
 * @typedef {{columns: number[], x0: number, step: number, keys: number}} Strips
 *
 * @typedef {object} Scene
 * @property {Entries} entries
 * @property {number} of  entries there are before neighbours are joined
 * @property {boolean} rows  whether they are records
 * @property {Box} box  of the cells
 * @property {number[]} order  measurements from top to bottom: those of the rows that are shown
 * @property {Group[]} groups  of rows; one without a name where they are not grouped
 * @property {number} slot  height of a row in pixels
 * @property {Strips} strips  columns of the sample sheet beside the rows
 * @property {number[]} columns  entries from left to right
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
import { plural } from '../model/format.js';
import { entriesOf, joined } from './aligned.js';
import { MOST, cluster } from './cluster.js';
import { LEVELS } from './color-scale.js';
import { isOn } from './common.js';
import { groupsOf, sortedBy, stripsOf } from './samples.js';

/** Room in pixels: above, with the chart's note; below, for places of columns and the key of the colours; around all. */
const TOP = 22;
const PLACES = 18;
const KEY = 18;
const EDGE = 4;
const ROW_TREE = 70;
const COLUMN_TREE = 44;
/** Pixels between groups of rows. */
const GAP = 7;
/** Width of a strip with the space to the next, between the strips and the cells, and height of what its colours mean. */
const STRIP = 11;
const STRIP_GAP = 4;
export const STRIP_KEY = 16;
const UNDER_KEYS = 4;
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
  const key = [entries, data.samples ?? null, height, view.left, view.width, ...Object.values(settings),
    ...data.series.map((s) => s.measurement.id)];
  const found = known.find((k) => k.key.length === key.length && k.key.every((v, i) => v === key[i]));
  if (found) return found.scene;
  const scene = layOut(data, entries, view, height, settings);
  known = [{ key, scene }, ...known].slice(0, KEEP);
  return scene;
}

/**
 * @param {ChartData} data @param {Entries} all @param {View} view @param {number} height @param {Record<string, any>} settings
 * @returns {Scene}
 */
function layOut(data, all, view, height, settings) {
  const treeRoom = isOn(settings.showDendrogram) ? 1 : 0;
  const wanted = (/** @type {string} */ which) => settings.cluster === which || settings.cluster === 'both';
  const { rows, note: missing } = rowsOf(data, settings);
  const { columns: strips, left } = stripsOf(data.samples, settings);
  const groups = groupsOf(data.samples, data.series, rows, String(settings.groupBy ?? '')) ?? [{ name: '', cell: null, members: rows }];
  const sorted = groups.map((g) => sortedBy(data.samples, data.series, g.members, String(settings.sortBy ?? '')));
  const rowsClustered = wanted('rows') && sorted.every((order) => order === null);
  const columnsClustered = wanted('columns') && all.n > 1;
  const gaps = GAP * (groups.length - 1);
  const rooms = roomsOf(height, rows.length, gaps, columnsClustered ? COLUMN_TREE * treeRoom : 0,
    keysRoom(strips.length));
  const names = rooms.named ? Math.min(NAME_ROOM, view.width * NAME_SHARE) : 0;
  const stripRoom = strips.length > 0 ? strips.length * STRIP + STRIP_GAP : 0;
  const fitting = Math.floor((view.width - names - ROW_TREE - stripRoom) / MIN_COLUMN);
  const most = Math.max(2, Math.min(Math.floor(numberOrNull(settings.maxColumns) ?? 500), fitting));
  const entries = joined(all, most);
  const transform = transformOf(settings.scale);
  const scaled = entries.values.map((column) => column.map((v) => finite(transform(v))));
  const { clusteringMetric: metric, clusteringLinkage: linkage } = settings;
  const trees = groups.map(({ members }) =>
    (rowsClustered && members.length > 1 ? cluster(members.map((i) => scaled[i]), metric, linkage) : null));
  const across = Array.from({ length: entries.n }, (_, i) => Float64Array.from(rows, (row) => scaled[row][i]));
  const columnTree = columnsClustered && entries.n > 1 ? cluster(across, metric, linkage) : null;
  const rowTreeRoom = trees.some((tree) => tree) ? ROW_TREE * treeRoom : 0;
  const columnTreeRoom = columnTree ? rooms.tree : 0;
  const shown = { ...entries, values: rows.map((row) => entries.values[row]) };
  const range = rangeOf(shown, settings);
  const [lo, hi] = range.map(transform);
  const box = {
    x0: view.left + rowTreeRoom + stripRoom,
    y0: rooms.top + columnTreeRoom,
    x1: view.left + Math.round(view.width - names),
    y1: height - rooms.bottom,
  };
  const slot = Math.max(0, box.y1 - box.y0 - gaps) / Math.max(1, rows.length);
  const order = groups.flatMap(({ members }, g) => sorted[g] ?? trees[g]?.order.map((i) => members[i]) ?? members);
  return {
    entries, of: all.n, rows: all.rows, box, columnTree, rowTreeRoom, columnTreeRoom, range, order, slot,
    groups: placedGroups(groups, trees, box.y0, slot),
    strips: { columns: strips, x0: view.left + rowTreeRoom, step: STRIP, keys: rooms.stripKeys },
    beyond: beyondOf(shown, range), named: rooms.named, placed: rooms.placed, keyed: rooms.keyed,
    columns: columnTree?.order ?? across.map((_, i) => i),
    share: (v) => (transform(v) - lo) / (hi - lo),
    note: [
      rows.length < data.series.length ? `${rows.length} of ${plural(data.series.length, 'row')}` : '', missing,
      rowsClustered && groups.some((g) => g.members.length > MOST) ? `More than ${MOST} rows are not clustered` : '',
      left > 0 ? `${strips.length} of ${strips.length + left} columns of the sample sheet are shown` : '',
    ].filter(Boolean).join('; '),
  };
}

/**
 * Returns the places of the measurements that are shown, and a note on names that none has.
 * @param {ChartData} data @param {Record<string, any>} settings
 */
function rowsOf({ series }, settings) {
  const all = series.map((_, i) => i);
  const names = String(settings.rows ?? '').split(',').filter(Boolean);
  if (names.length === 0) return { rows: all, note: '' };
  const has = (/** @type {number} */ i, /** @type {string} */ name) =>
    series[i].measurement.id === name || series[i].measurement.name === name;
  const rows = all.filter((i) => names.some((name) => has(i, name)));
  const none = names.filter((name) => !all.some((i) => has(i, name)));
  const note = none.length > 0 ? `No row is ${none.slice(0, 3).join(', ')}${none.length > 3 ? ` and ${none.length - 3} more` : ''}` : '';
  return rows.length > 0 ? { rows, note } : { rows: all, note };
}

/**
 * @param {import('./samples.js').Group[]} groups @param {(Tree|null)[]} trees @param {number} y0 @param {number} slot
 * @returns {Group[]}
 */
function placedGroups(groups, trees, y0, slot) {
  let first = 0;
  return groups.map(({ name, members }, g) => {
    const group = { name, first, count: members.length, top: y0 + first * slot + g * GAP, tree: trees[g] };
    first += members.length;
    return group;
  });
}

/** Returns the y at which a row begins. @param {Pick<Scene, 'groups'|'slot'>} scene @param {number} row from the top */
export function topOf({ groups, slot }, row) {
  const group = groups.findLast((g) => g.first <= row) ?? groups[0];
  return group.top + (row - group.first) * slot;
}

/** Returns the row at a y, -1 between groups. @param {Scene} scene @param {number} y */
export function rowAt({ groups, slot, order }, y) {
  const group = groups.findLast((g) => g.top <= y);
  if (!group) return -1;
  const row = Math.floor((y - group.top) / slot);
  return row < group.count && group.first + row < order.length ? group.first + row : -1;
}

/**
 * Returns the room above and below the cells. Where it is short what the strips mean goes first, then the key, then the tree of
 * the columns, then all text.
 * @param {number} height of the chart @param {number} rows @param {number} gaps between groups @param {number} tree  room that it
 *   would have @param {number} stripKeys likewise
 */
function roomsOf(height, rows, gaps, tree, stripKeys) {
  const high = rows * NAMED + gaps;
  const wanted = high <= height - TOP - PLACES ? high : LEAST;
  const all = [TOP, tree, PLACES + KEY + stripKeys];
  const steps = [all, [TOP, tree, PLACES + KEY], [TOP, tree, PLACES], [TOP, 0, PLACES], [EDGE, 0, EDGE]];
  const found = steps.find((parts) => height - parts[0] - parts[1] - parts[2] >= wanted) ?? steps[steps.length - 1];
  const [top, treeRoom, bottom] = found;
  return {
    top,
    tree: treeRoom,
    bottom,
    stripKeys: found === all ? stripKeys : 0,
    keyed: bottom > PLACES,
    placed: bottom >= PLACES,
    named: height - top - treeRoom - bottom - gaps >= rows * NAMED,
  };
}

/** Returns the room for what the colours of so many strips mean. @param {number} strips */
export function keysRoom(strips) {
  return strips > 0 ? strips * STRIP_KEY + UNDER_KEYS : 0;
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
export function cellAt(scene, x, y) {
  const { box, columns, order, entries } = scene;
  if (entries.n === 0 || x < box.x0 || x >= box.x1 || y < box.y0 || y >= box.y1) return null;
  const entry = columns[Math.floor(((x - box.x0) / (box.x1 - box.x0)) * columns.length)];
  const row = rowAt(scene, y);
  return row < 0 ? null : { entry, series: order[row] };
}
