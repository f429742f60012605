/**
 * What the sample sheet says of measurements: their groups, their order and the colours of its columns. Pure.
 *
 * @typedef {import('../types.js').Samples} Samples
 * @typedef {import('../types.js').SampleColumn} SampleColumn
 * @typedef {import('../types.js').Series} Series
 * @typedef {import('./theme.js').Theme} Theme
 *
 * @typedef {{name: string, cell: number|null, members: number[]}} Group  of series, by their places
 */
import { formatRange, formatValue } from '../model/format.js';
import { colorScale, LEVELS, mix } from './color-scale.js';

/** The scale of columns of numbers, and the part of it that stands out from the ground. */
const RAMP = 'viridis';
/** How many columns are strips where no setting names them. */
const USUAL_STRIPS = 3;

/** @param {Samples|null|undefined} samples @param {string} name @returns {number} -1 without such a column */
export function columnAt(samples, name) {
  return samples && name ? samples.columns.findIndex((c) => c.name === name) : -1;
}

/**
 * Returns the cell of a measurement: a number, or the index of a text; null for a missing one.
 * @param {Samples} samples @param {string} id @param {number} at
 */
export function cellOf(samples, id, at) {
  return samples.rows[id]?.[at] ?? null;
}

/** @param {SampleColumn} column @param {number|null} cell */
export function cellText(column, cell) {
  if (cell === null) return 'none';
  return column.kind === 'number' ? formatValue(cell) : column.values[cell] ?? '';
}

/**
 * Returns the colour of a cell. Texts without a colour of their own have those of the palette, and of more texts than it
 * has, shades of them.
 * @param {SampleColumn} column @param {number|null} cell @param {Theme} theme
 */
export function cellColor(column, cell, theme) {
  if (cell === null) return theme.line;
  if (column.kind === 'number') {
    const share = column.max > column.min ? (cell - column.min) / (column.max - column.min) : 0.5;
    return colorScale(RAMP, theme.name)[Math.round(Math.max(0, Math.min(1, share)) * (LEVELS - 1))];
  }
  const own = column.colors[cell];
  if (own) return own;
  const { palette } = theme;
  const hue = column.hues[cell] ?? cell;
  const color = palette[hue % palette.length];
  const round = Math.floor(hue / palette.length);
  return round === 0 ? color : mix(color, round % 2 ? theme.ink : theme.ground, 0.45);
}

/**
 * Returns the groups of the series by a column, those with a value first, in the order of the sheet or, of numbers, of
 * their size.
 * @param {Samples|null|undefined} samples @param {Series[]} series @param {number[]} among places of series
 * @param {string} name of the column
 * @returns {Group[]|null} null without such a column
 */
export function groupsOf(samples, series, among, name) {
  const at = columnAt(samples, name);
  if (!samples || at < 0) return null;
  const column = samples.columns[at];
  /** @type {Map<number|null, number[]>} */
  const members = new Map();
  for (const i of among) {
    const cell = cellOf(samples, series[i].measurement.id, at);
    members.set(cell, [...(members.get(cell) ?? []), i]);
  }
  const cells = [...members.keys()].sort((a, b) => (a ?? Infinity) - (b ?? Infinity));
  return cells.map((cell) => ({
    name: cell === null ? `no ${name}` : cellText(column, cell),
    cell,
    members: members.get(cell) ?? [],
  }));
}

/**
 * Returns the colours of groups.
 * @param {Samples|null|undefined} samples @param {string} name of the column @param {Group[]} groups @param {Theme} theme
 */
export function groupColors(samples, name, groups, theme) {
  const column = samples?.columns[columnAt(samples, name)];
  return groups.map(({ cell }) => (column && cell !== null ? cellColor(column, cell, theme) : theme.muted));
}

/**
 * Returns places of series in the order of a column; a - before its name turns it round. Those without a value come last.
 * @param {Samples|null|undefined} samples @param {Series[]} series @param {number[]} among @param {string} by
 * @returns {number[]|null} null without such a column
 */
export function sortedBy(samples, series, among, by) {
  const plain = columnAt(samples, by);
  const at = plain >= 0 ? plain : by.startsWith('-') ? columnAt(samples, by.slice(1)) : -1;
  if (!samples || at < 0) return null;
  const sign = plain >= 0 ? 1 : -1;
  const rank = (/** @type {number} */ i) => {
    const cell = cellOf(samples, series[i].measurement.id, at);
    return cell === null ? Infinity : sign * cell;
  };
  return [...among].sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
}

/**
 * Returns the columns that are strips: those that a setting names, or else what rows are grouped and sorted by and the first
 * others, without colours.
 * @param {Samples|null|undefined} samples @param {Record<string, any>} settings
 * @returns {{columns: number[], left: number}} left: how many others there are
 */
export function stripsOf(samples, { strips, groupBy, sortBy }) {
  if (!samples || strips === 'none') return { columns: [], left: 0 };
  const found = (/** @type {string[]} */ names) => [...new Set(names.map((name) => columnAt(samples, name)).filter((at) => at >= 0))];
  if (strips !== 'default') return { columns: found(String(strips).split(',')), left: 0 };
  const sorted = String(sortBy ?? '');
  const wanted = found([String(groupBy ?? ''), sorted, sorted.replace(/^-/, '')]);
  const told = samples.columns.map((_, at) => at).filter((at) => samples.columns[at].kind !== 'color');
  const all = [...new Set([...wanted, ...told])];
  const most = Math.max(USUAL_STRIPS, wanted.length);
  return { columns: all.slice(0, most), left: Math.max(0, all.length - most) };
}

/**
 * Returns the colours of measurements by a column; those without a value keep theirs.
 * @param {Samples|null|undefined} samples @param {string[]} ids @param {string} name @param {Theme} theme @param {string[]} otherwise
 */
export function colorsBy(samples, ids, name, theme, otherwise) {
  const at = columnAt(samples, name);
  if (!samples || at < 0) return otherwise;
  return ids.map((id, i) => {
    const cell = cellOf(samples, id, at);
    return cell === null ? otherwise[i] : cellColor(samples.columns[at], cell, theme);
  });
}

/**
 * Returns settings as they can be chosen: those by the sample sheet among its columns, and without one only those that are set.
 * @param {import('../types.js').Setting[]} settings @param {Record<string, any>} values @param {Samples|null} samples
 * @returns {import('../types.js').Setting[]}
 */
export function choosable(settings, values, samples) {
  const used = (/** @type {import('../types.js').Setting} */ s) => (values[s.id] ?? s.defaultValue) !== s.defaultValue;
  return settings.filter((s) => !s.samples || samples || used(s)).map((s) => {
    if (!samples || (s.samples !== 'one' && s.samples !== 'order')) return s;
    const names = samples.columns.map((c) => c.name);
    const all = s.samples === 'order' ? [...names, ...names.map((name) => `-${name}`)] : names;
    return { ...s, type: 'categorical', possibleValues: ['', ...all, ...(used(s) && !all.includes(values[s.id]) ? [values[s.id]] : [])] };
  });
}

/**
 * Returns what the colours of a column mean: its values that some series have, or the ends of its ramp.
 * @param {Samples} samples @param {Series[]} series @param {number} at @param {Theme} theme
 * @returns {{name: string, values: {text: string, color: string}[], ramp: {colors: string[], ends: string[]}|null}}
 */
export function keyOf(samples, series, at, theme) {
  const column = samples.columns[at];
  const cells = [...new Set(series.map(({ measurement }) => cellOf(samples, measurement.id, at)))];
  const values = cells.filter((c) => c !== null).sort((a, b) => Number(a) - Number(b));
  const none = cells.includes(null) ? [{ text: 'none', color: theme.line }] : [];
  if (column.kind === 'number') {
    const ends = values.length > 0 ? formatRange(column.min, column.max) : [];
    return { name: column.name, values: none, ramp: values.length > 0 ? { colors: colorScale(RAMP, theme.name), ends } : null };
  }
  const texts = values.map((cell) => ({ text: cellText(column, cell), color: cellColor(column, cell, theme) }));
  return { name: column.name, values: [...texts, ...none], ramp: null };
}
