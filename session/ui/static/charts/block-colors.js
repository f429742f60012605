/**
 * The colours of blocks: that of the measurement, those that the file has, or by the
 * values of a column, as a ramp of its own or as shades. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {CanvasRenderingContext2D} Ctx
 *
 * A scale of numbers: its key is `name`, the ends of `range` and `colors`.
 * @typedef {{name: string, range: [number, number], colors: string[]}} Key
 */
import { font, text, textWidth } from '../draw/canvas.js';
import { numberOrNull, roundOut } from '../draw/scale.js';
import { formatValue } from '../model/format.js';
import { colorScale, mix } from './color-scale.js';
import { isOn } from './common.js';
import { inView, isNoColour, writtenColor } from './features.js';

/** What columns of numbers have where there is none. */
const NO_NUMBER = new Set(['', '.', 'NA', 'NaN', 'nan']);
/** The first colour of the scale that a ramp has, and the size of its key's text. */
const RAMP_FROM = 12;
const KEY_SIZE = 8;
/** BED has scores of 0 to 1000; some programs write more. */
const SCORES = /** @type {[number, number]} */ ([0, 1000]);
/** How much of its colour a block of the least value has, and one without a value has of the muted one; and shades in a key. */
const PALEST = 0.25;
const NO_VALUE = 0.6;
const SHADES = 36;

/**
 * Returns the colour of each block: by the value of the column that the settings
 * name, else of the one that BED files have for it, and shaded. A value that is a colour as
 * BED files write it (255,0,0) is that colour; a column of numbers is a ramp.
 * @param {FeaturesPiece} piece @param {View} view @param {DrawOptions} options @param {string} otherwise
 * @returns {(i: number) => string}
 */
export function colorBy(piece, view, options, otherwise) {
  const plain = unshaded(piece, view, options, otherwise);
  const shade = shadeOf(piece, view, options);
  if (!shade) return plain;
  const { column, range } = shade;
  const { ground, muted } = options.theme;
  return (i) => {
    const v = numberOrNull(column[i]);
    return v === null ? mix(ground, muted, NO_VALUE) : mix(ground, plain(i), shareOf(v, range));
  };
}

/** Returns how much of its colour a block of a value has. @param {number} v @param {[number, number]} range */
function shareOf(v, [lo, hi]) {
  return PALEST + (1 - PALEST) * Math.min(1, Math.max(0, (v - lo) / (hi - lo)));
}

/**
 * @param {FeaturesPiece} piece @param {View} view @param {DrawOptions} options @param {string} otherwise
 * @returns {(i: number) => string}
 */
function unshaded(piece, view, options, otherwise) {
  const { settings, theme } = options;
  const column = piece.metadata[String(settings.blockColorBy)] ?? piece.metadata.itemRgb;
  if (!isOn(settings.useColorBy) || !column) return () => otherwise;
  const ramp = rampOf(piece, view, options);
  if (ramp) return (i) => ramp.colorOf(numberOrNull(column[i])) ?? otherwise;
  /** @type {Map<string, string>} */
  const colors = new Map();
  return (i) => {
    const value = String(column[i] ?? '');
    let color = colors.get(value);
    if (color === undefined) {
      color = isNoColour(value) ? otherwise : writtenColor(value, theme) || theme.palette[hash(value) % theme.palette.length];
      colors.set(value, color);
    }
    return color;
  };
}

/**
 * Returns what blocks are shaded by: the column that the settings name, or the score of peaks.
 * @param {FeaturesPiece} piece @param {View} view @param {DrawOptions} options
 * @returns {{name: string, column: string[], range: [number, number]}|null} null for no shades
 */
function shadeOf(piece, view, { settings }) {
  if (!isOn(settings.useColorBy)) return null;
  const usual = !settings.blockColorBy && piece.metadata.signalValue ? 'score' : '';
  const name = String(settings.shadeBy || usual);
  const column = name ? piece.metadata[name] : undefined;
  const extent = column && extentOf(piece, column, view);
  if (!column || !extent) return null;
  return { name, column, range: name === 'score' ? SCORES : roundOut(extent) };
}

/**
 * Returns the least and the greatest number of a column in view.
 * @param {FeaturesPiece} piece @param {string[]} column @param {View} view
 * @returns {[number, number]|null} null without one, or if some value of the column is a word
 */
function extentOf(piece, column, view) {
  let [lo, hi] = [Infinity, -Infinity];
  for (let i = 0; i < column.length; i++) {
    const v = numberOrNull(column[i]);
    if (v === null && !NO_NUMBER.has(String(column[i] ?? ''))) return null;
    if (v === null || !inView(piece, view, i)) continue;
    lo = Math.min(lo, v);
    hi = Math.max(hi, v);
  }
  return lo <= hi ? [lo, hi] : null;
}

/**
 * Returns the ramp of the numbers in the column that the settings name, null if they name none or
 * not all of its values are numbers. It spans 0 and the values in view, rounded outwards.
 * @param {import('../types.js').Piece|null} piece @param {View} view @param {DrawOptions} options
 * @returns {{name: string, range: [number, number], colors: string[], colorOf: (v: number|null) => string|null}|null}
 */
function rampOf(piece, view, { settings, theme }) {
  if (piece?.kind !== 'features' || !isOn(settings.useColorBy)) return null;
  const name = String(settings.blockColorBy);
  const column = piece.metadata[name];
  if (!column) return null;
  const extent = extentOf(piece, column, view);
  if (!extent) return null;
  const range = roundOut(extent);
  // The least is as far from the ground as to be seen.
  const colors = colorScale('sequential', theme.name).slice(RAMP_FROM);
  const step = (range[1] - range[0]) / colors.length;
  const last = colors.length - 1;
  return { name, range, colors, colorOf: (v) => (v === null ? null : colors[Math.min(last, Math.floor((v - range[0]) / step))]) };
}

/**
 * Draws the key of a ramp over the blocks.
 * @param {Ctx} ctx @param {Key} key @param {View} view @param {DrawOptions} options
 */
export function drawKey(ctx, { name, range, colors }, view, { theme, height }) {
  if (theme.row && height < 3 * theme.row) return; // its row of letters would be the blocks'
  const style = { font: font(theme, KEY_SIZE), color: theme.muted };
  const [from, to] = [`${name} ${formatValue(range[0])}`, formatValue(range[1])];
  const x = view.left + 4 + textWidth(ctx, from, style.font) + 4;
  text(ctx, from, view.left + 4, KEY_SIZE - 1, style);
  colors.forEach((color, k) => {
    ctx.fillStyle = color;
    ctx.fillRect(x + k, 2, 1, KEY_SIZE - 4);
  });
  text(ctx, to, x + colors.length + 4, KEY_SIZE - 1, style);
}

/**
 * Returns the key to the colours of blocks.
 * @param {import('../types.js').Piece|null} piece @param {View} view @param {DrawOptions} options
 * @returns {Key|null} null where the colours are of no numbers
 */
export function keyOf(piece, view, options) {
  if (piece?.kind !== 'features') return null;
  const shade = shadeOf(piece, view, options);
  if (!shade) return rampOf(piece, view, options);
  const { range, name } = shade;
  const at = (/** @type {number} */ k) => range[0] + ((range[1] - range[0]) * k) / (SHADES - 1);
  const colors = Array.from({ length: SHADES }, (_, k) => mix(options.theme.ground, options.colors[0], shareOf(at(k), range)));
  return { name, range, colors };
}

/** Returns a number for a word, the same in every view. @param {string} word */
export function hash(word) {
  let h = 0;
  for (let i = 0; i < word.length; i++) h = (h * 31 + word.charCodeAt(i)) >>> 0;
  return h;
}

