/**
 * In which row each gene is and how high the rows are. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {{top: number, pitch: number, body: number, names: Names, named: Uint8Array, collapsed: boolean, rows: Int32Array,
 *   full: number, called: 'below'|'before'}} Layout
 *   body is the height of a gene, pitch of a row; a row of -1 did not fit; named is 1 for genes with room for
 *   their name; collapsed: all share a row; full is the height of a chart that is scrolled to show all rows, 0 without;
 *   called: the name in front of a gene is that which is below it elsewhere
 * @typedef {'below'|'before'|''} Names where they are: under the gene, in front of it, nowhere
 * @typedef {Record<'below'|'before', (piece: FeaturesPiece, i: number) => string>} Naming what a row is called there
 */
import { pack } from '../draw/pack.js';
import { isOn } from './common.js';

/** Room at the top and, for names, at the left edge. */
export const PAD = 6;
/** Size of the names in pixels. */
export const LABEL_SIZE = 11;

/**
 * The modes from roomy to tight. Of those that the setting displayMode allows, a layout has the first in which all
 * genes fit with all names, else the one with the most names of the most important genes, else the first in which
 * all fit without. Rows are at least as high as `least`, and up to `pitch` where there is room.
 * `scrolls` names those in which the rows of a chart too low for any are, higher than the chart.
 * @type {{pitch: number, least: number, body?: number, names: Names, of: string[], scrolls?: string[]}[]}
 */
const MODES = [
  { pitch: 28, least: 28, names: 'below', of: ['auto', 'expanded'] },
  { pitch: 22, least: 18, names: 'below', of: ['auto', 'expanded'], scrolls: ['expanded'] },
  { pitch: 13, least: 11, names: 'before', of: ['auto', 'expanded'], scrolls: ['auto'] },
  { pitch: 15, least: 10, names: '', of: ['auto', 'expanded'] },
  { pitch: 9, least: 6, names: '', of: ['auto'] },
  { pitch: 6, least: 6, names: '', of: ['squished'], scrolls: ['squished'] },
];
/** Returns the modes where names are in rows of letters. @param {number} row height of such a row @returns {typeof MODES} */
function letterModes(row) {
  return MODES.map((mode) => {
    const pitch = { below: 2 * row, before: row, '': mode.pitch > 9 ? row : row / 2 }[mode.names];
    return { ...mode, pitch, least: pitch, body: pitch < row ? row / 4 : row * 0.75 };
  });
}

/** How much of a row a gene takes, by where its name is. */
const BODY = { below: 0.37, before: 0.62, '': 0.67 };
/** Rows at least this high have room for names in front of genes. */
const NAMED_PITCH = 10;
/** Steps in which the number of names that fit is found, each halving the interval. */
const STEPS = 7;
/** A room from which on rows that are scrolled have names. */
const NAMED_ROOM = 54;
/** All in one row. */
const COLLAPSED = { body: 12, pitch: 30 };
/** Pixels between genes in a row, and between a name and the gene behind it. */
const GAP = 10;
const TIGHT_GAP = 3;
export const NAME_GAP = 4;

/** Layouts remembered per piece: one for each height and scale at which it shows. */
const MAX_KNOWN = 4;
/** @type {WeakMap<FeaturesPiece, Map<string, Layout>>} */
const known = new WeakMap();

/**
 * Returns the layout of a piece at the view's scale. It lays out all genes of the piece,
 * in view or not, so that they keep their rows while the view pans. It depends on nothing else.
 * @param {FeaturesPiece} piece
 * @param {View} view
 * @param {DrawOptions} options
 * @param {number} lane of the measurement
 * @param {number} lanes
 * @param {Naming} naming
 * @param {((name: string) => number)|null} [widthOf] a name in pixels; without it the layout drawn last is found,
 *   or one made with a guess, which is not remembered
 * @returns {Layout}
 */
export function layoutOf(piece, view, options, lane, lanes, naming, widthOf = null) {
  // Panning changes the scale by less than a rounding of it does.
  const perBase = Number((view.width / (view.end - view.start)).toPrecision(6));
  const { row } = options.theme;
  const pad = row ? 0 : PAD;
  const room = (options.height - pad) / lanes;
  const { displayMode, showLabels } = options.settings;
  const key = `${perBase} ${room} ${lane} ${displayMode} ${showLabels} ${options.theme.font}`;
  let layouts = known.get(piece);
  if (!layouts) known.set(piece, (layouts = new Map()));
  let layout = layouts.get(key);
  if (!layout) {
    const width = widthOf ?? guessWidth;
    const widths = (/** @type {'below'|'before'} */ where) =>
      isOn(showLabels) ? Array.from(piece.starts, (_, i) => width(naming[where](piece, i))) : null;
    const modes = row ? letterModes(row) : MODES;
    const fitted = fit(piece, perBase, room, displayMode, { below: widths('below'), before: widths('before') }, lanes === 1 && !row, modes);
    layout = { ...fitted, top: pad + lane * room };
    if (!widthOf) return layout;
    if (layouts.size >= MAX_KNOWN) layouts.clear();
    layouts.set(key, layout);
  }
  return layout;
}

/** @param {string} name */
function guessWidth(name) {
  return name.length * LABEL_SIZE * 0.55;
}

/**
 * @param {FeaturesPiece} piece @param {number} perBase @param {number} room
 * @param {string} displayMode
 * @param {Record<'below'|'before', number[]|null>} widths of the names; null for none
 * @param {boolean} scrolls whether the rows may be higher than the room
 * @param {typeof MODES} all
 * @returns {Layout}
 */
function fit(piece, perBase, room, displayMode, widths, scrolls, all) {
  const n = piece.starts.length;
  if (displayMode === 'collapsed') {
    const names = widths.below ? 'below' : '';
    const named = new Uint8Array(n).fill(1);
    return { ...COLLAPSED, names, named, top: 0, collapsed: true, rows: new Int32Array(n), full: 0, called: 'below' };
  }
  const starts = piece.starts.map((v) => v * perBase);
  const ends = piece.ends.map((v, i) => Math.max(v * perBase, starts[i] + 2));
  /**
   * @param {typeof MODES[0]} mode @param {Uint8Array|null} named @param {number} [most] rows
   * @param {'below'|'before'} [called]
   * @returns {{layout: Layout, fits: boolean}}
   */
  const packed = (mode, named, most = Math.max(1, Math.floor(room / mode.least)), called = mode.names || 'before') => {
    const { pitch: greatest, least, names } = mode;
    const wide = names && widths[called];
    const width = (/** @type {number} */ i) => (wide && named?.[i] ? wide[i] : 0);
    const from = names === 'before' ? starts.map((x, i) => x - (width(i) > 0 ? width(i) + NAME_GAP : 0)) : starts;
    const below = (/** @type {number} */ i) => (names === 'below' ? starts[i] + width(i) : 0);
    const to = names ? ends.map((x, i) => (named?.[i] ? Math.max(x, below(i)) + GAP - TIGHT_GAP : x)) : ends;
    const { rows, count, left } = pack(from, to, most, TIGHT_GAP);
    const pitch = Math.min(greatest, Math.max(least, Math.floor(room / Math.max(1, count))));
    const body = mode.body ?? Math.floor(pitch * BODY[names]);
    const full = count * pitch > room ? PAD + count * pitch : 0;
    const layout = { top: 0, pitch, body, names, named: named ?? new Uint8Array(n), collapsed: false, rows, full, called };
    return { layout, fits: left === 0 };
  };
  const modes = all.filter(({ of, names }) => of.includes(displayMode) && (!names || widths[names]));
  const withNames = modes.filter(({ names }) => names);
  const everyone = new Uint8Array(n).fill(1);
  for (const mode of withNames) {
    const { layout, fits } = packed(mode, everyone);
    if (fits) return layout;
  }
  const order = byImportance(piece);
  /** @type {Layout|null} */
  let best = null;
  let most = 0;
  for (const mode of withNames) {
    // More than `low` names are wanted; `high` are known not to fit.
    let [low, high] = [most, n];
    for (let step = 0; step < STEPS && high - low > 1; step++) {
      const count = (low + high) >> 1;
      const named = new Uint8Array(n);
      for (const i of order.subarray(0, count)) named[i] = 1;
      const { layout, fits } = packed(mode, named);
      if (fits) [best, most, low] = [layout, count, count];
      else high = count;
    }
  }
  let layout = best;
  for (const mode of layout ? [] : modes.filter(({ names }) => !names)) {
    const tried = packed(mode, null);
    layout = tried.layout;
    if (tried.fits) break;
  }
  layout ??= packed(modes[modes.length - 1], everyone).layout;
  if (scrolls && layout.rows.includes(-1)) {
    const named = room < NAMED_ROOM ? null : modes.find((m) => m.scrolls?.includes(displayMode));
    const mode = named ?? modes[modes.length - 1];
    layout = packed(mode, everyone, Infinity, 'below').layout; // there is room for all that is called by
  }
  if (layout.full === 0 && layout.names !== 'below' && layout.pitch >= NAMED_PITCH && widths.before) {
    nameInGaps(layout, starts, ends, widths.before);
  }
  return layout;
}

/**
 * Names those genes too that have room for it between them and the gene in front.
 * @param {Layout} layout without names, or with names in front
 * @param {Float64Array} starts @param {Float64Array} ends in pixels @param {number[]} widths of the names
 */
function nameInGaps(layout, starts, ends, widths) {
  /** @type {number[]} where each row is free */
  const free = [];
  layout.rows.forEach((row, i) => {
    if (row < 0) return;
    if (widths[i] > 0 && starts[i] - widths[i] - NAME_GAP - TIGHT_GAP >= (free[row] ?? -Infinity)) layout.named[i] = 1;
    free[row] = ends[i];
  });
  if (layout.named.includes(1)) layout.names = 'before';
}

/** Returns genes from the most important on: those that code for a protein, then the longest. @param {FeaturesPiece} piece */
function byImportance(piece) {
  const { starts, ends, cds, metadata } = piece;
  const coding = starts.map((_, i) => (cds && cds.ends[i] > cds.starts[i]) || metadata.biotype?.[i] === 'protein_coding' ? 1 : 0);
  return Uint32Array.from(starts.keys()).sort((a, b) => coding[b] - coding[a] || ends[b] - starts[b] - (ends[a] - starts[a]) || a - b);
}
