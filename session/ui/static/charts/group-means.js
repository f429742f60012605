/**
 * The mean of each group of samples and its standard deviation, bin by bin. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').ChartData} ChartData
 * @typedef {import('../types.js').BinsPiece} BinsPiece
 * @typedef {import('../types.js').Series} Series
 *
 * @typedef {{mean: Float64Array, deviation: Float64Array, n: Int32Array}} Means  n: how many have a value
 * @typedef {BinsPiece & {n: Int32Array}} GroupPiece  min and max are the mean and a deviation more or less
 * @typedef {Omit<Series, 'piece'> & {piece: GroupPiece|null}} GroupSeries
 */
import { formatStretch, formatValue, plural } from '../model/format.js';
import { toPos } from '../model/view.js';
import { evenly } from './aligned.js';
import { groupColors, groupsOf } from './samples.js';

/**
 * Returns the mean and the standard deviation, with n-1, of the values that there are: missing ones do not count as 0.
 * Of one value there is no deviation, of none no mean.
 * @param {Float64Array[]} columns
 * @returns {Means}
 */
export function meansOf(columns) {
  const length = columns[0]?.length ?? 0;
  const [mean, deviation, n] = [new Float64Array(length), new Float64Array(length), new Int32Array(length)];
  for (let i = 0; i < length; i++) {
    let [count, m, squares] = [0, 0, 0];
    for (const column of columns) {
      const v = column[i];
      if (Number.isNaN(v)) continue;
      count++;
      const d = v - m;
      m += d / count;
      squares += d * (v - m);
    }
    n[i] = count;
    mean[i] = count > 0 ? m : NaN;
    deviation[i] = count > 1 ? Math.sqrt(squares / (count - 1)) : NaN;
  }
  return { mean, deviation, n };
}

/** Results kept: drawing, hovering and scaling ask for the same one. */
const KEEP = 8;
/** @type {{key: any[], grouped: ChartData|null}[]} */
let known = [];

/**
 * Returns data with a series for each group of a column of the sample sheet instead of one for each measurement.
 * @param {ChartData} data @param {View} view @param {Record<string, any>} settings
 * @returns {{series: GroupSeries[]}|null} null where groupBy names no such column
 */
export function groupedBy(data, view, settings) {
  const name = String(settings.groupBy ?? '');
  if (!name || !data.samples) return null;
  const key = [name, data.samples, view.start, view.end, view.left, view.width, ...data.series.flatMap((s) => [s.measurement.id, s.piece])];
  const found = known.find((k) => k.key.length === key.length && k.key.every((v, i) => v === key[i]));
  if (found) return /** @type {any} */ (found.grouped);
  const grouped = group(data, view, name);
  known = [{ key, grouped }, ...known].slice(0, KEEP);
  return grouped;
}

/**
 * Returns the names and colours of the groups.
 * @param {ChartData} data @param {Record<string, any>} settings @param {import('./theme.js').Theme} theme
 */
export function groupKeys({ series, samples }, settings, theme) {
  const name = String(settings.groupBy ?? '');
  const groups = name ? groupsOf(samples, series, series.map((_, i) => i), name) : null;
  if (!groups) return null;
  const colors = groupColors(samples, name, groups, theme);
  return groups.map((g, i) => ({ name: `${g.name} (n = ${g.members.length})`, color: colors[i] }));
}

/** @param {ChartData} data @param {View} view @param {string} name */
function group({ series, samples }, view, name) {
  const groups = groupsOf(samples, series, series.map((_, i) => i), name);
  if (!groups) return null;
  const grid = evenly(series.map((s) => s.piece), view);
  return { series: groups.map((g) => {
    const members = g.members.map((i) => series[i]);
    return {
      measurement: { ...members[0].measurement, id: `${name}=${g.name}`, name: `${g.name} (n = ${members.length})` },
      piece: grid ? pieceOf(grid, g.members) : null,
      waiting: members.find((s) => s.waiting)?.waiting ?? '',
      error: members.find((s) => s.error)?.error ?? null,
    };
  }) };
}

/** @param {import('./aligned.js').Grid} grid @param {number[]} members @returns {GroupPiece} */
function pieceOf({ seqName, start, end, bins, values }, members) {
  const { mean, deviation, n } = meansOf(members.map((i) => values[i]));
  const off = (/** @type {number} */ i) => (Number.isNaN(deviation[i]) ? 0 : deviation[i]);
  return {
    kind: 'bins', seqName, start, end, resolution: (end - start) / bins, bins, mean, n,
    min: mean.map((v, i) => v - off(i)), max: mean.map((v, i) => v + off(i)), apart: null,
  };
}

/**
 * Returns the means at a point, with their deviation and how many values they are of.
 * @param {{series: GroupSeries[]}} grouped @param {View} view @param {number} x @param {string[]} colors
 * @returns {import('../types.js').Picked|null}
 */
export function pickGroups({ series }, view, x, colors) {
  const [first] = series.filter((s) => s.piece !== null);
  if (!first?.piece) return null;
  const { start, end, bins } = first.piece;
  const i = Math.floor(((toPos(view, x) - start) * bins) / (end - start));
  if (i < 0 || i >= bins || series.every((s) => !s.piece?.n[i])) return null;
  const edge = (/** @type {number} */ k) => Math.floor(start + ((end - start) * k) / bins);
  return {
    title: formatStretch(edge(i), Math.max(edge(i) + 1, edge(i + 1))), start: edge(i), end: Math.max(edge(i) + 1, edge(i + 1)),
    lines: series.map((s, k) => ({ label: s.measurement.name, value: textAt(s.piece, i), color: colors[k] })),
  };
}

/** @param {GroupPiece|null} piece @param {number} i */
function textAt(piece, i) {
  if (!piece || !piece.n[i]) return 'no data';
  const off = piece.max[i] - piece.mean[i];
  const step = Math.abs(off) || Math.abs(piece.mean[i]);
  const said = piece.n[i] > 1 ? `${formatValue(piece.mean[i], step)} ± ${formatValue(off, step)}` : formatValue(piece.mean[i], step);
  return `${said}  (${plural(piece.n[i], 'value')})`;
}
