/**
 * In which row each gene is and how high the rows are. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {{top: number, pitch: number, body: number, names: Names, collapsed: boolean, rows: Int32Array}} Layout
 *   body is the height of a gene, pitch of a row; a row of -1 did not fit; collapsed: all share a row
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
 * genes fit. Rows are at least as high as `least`, and up to `pitch` where there is room.
 * @type {{pitch: number, least: number, names: Names, of: string[]}[]}
 */
const MODES = [
  { pitch: 28, least: 28, names: 'below', of: ['auto', 'expanded'] },
  { pitch: 22, least: 18, names: 'below', of: ['auto', 'expanded'] },
  { pitch: 13, least: 11, names: 'before', of: ['auto', 'expanded'] },
  { pitch: 15, least: 10, names: '', of: ['auto', 'expanded'] },
  { pitch: 9, least: 6, names: '', of: ['auto'] },
  { pitch: 6, least: 6, names: '', of: ['squished'] },
];
/** How much of a row a gene takes, by where its name is. */
const BODY = { below: 0.37, before: 0.62, '': 0.67 };
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
 * Returns the layout of a piece at the view's scale. It lays out all cached genes,
 * in view or not, so that they keep their rows while the view pans.
 * @param {FeaturesPiece} piece
 * @param {View} view
 * @param {DrawOptions} options
 * @param {number} lane of the measurement
 * @param {number} lanes
 * @param {Naming} naming
 * @param {(name: string) => number} [widthOf] a name in pixels; without it the layout drawn last is found,
 *   or one made with a guess
 * @returns {Layout}
 */
export function layoutOf(piece, view, options, lane, lanes, naming, widthOf = guessWidth) {
  const perBase = view.width / (view.end - view.start);
  const room = (options.height - PAD) / lanes;
  const { displayMode, showLabels } = options.settings;
  const key = `${perBase.toPrecision(6)} ${room} ${lane} ${displayMode} ${showLabels}`;
  let layouts = known.get(piece);
  if (!layouts) known.set(piece, (layouts = new Map()));
  let layout = layouts.get(key);
  if (!layout) {
    const widths = (/** @type {'below'|'before'} */ where) =>
      isOn(showLabels) ? Array.from(piece.starts, (_, i) => widthOf(naming[where](piece, i))) : null;
    layout = { ...fit(piece, perBase, room, displayMode, { below: widths('below'), before: widths('before') }), top: PAD + lane * room };
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
 * @returns {Layout}
 */
function fit(piece, perBase, room, displayMode, widths) {
  if (displayMode === 'collapsed') {
    return { ...COLLAPSED, names: widths.below ? 'below' : '', top: 0, collapsed: true, rows: new Int32Array(piece.starts.length) };
  }
  const starts = piece.starts.map((v) => v * perBase);
  /** @type {Layout|null} */
  let layout = null;
  for (const { pitch: most, least, names, of } of MODES) {
    const wide = names && widths[names];
    if (!of.includes(displayMode) || (names && !wide)) continue;
    const from = wide && names === 'before' ? starts.map((x, i) => x - (wide[i] > 0 ? wide[i] + NAME_GAP : 0)) : starts;
    const to = piece.ends.map((v, i) => Math.max(v * perBase, starts[i] + (wide && names === 'below' ? wide[i] : 2)));
    const { rows, count, left } = pack(from, to, Math.max(1, Math.floor(room / least)), wide ? GAP : TIGHT_GAP);
    const pitch = Math.min(most, Math.max(least, Math.floor(room / Math.max(1, count))));
    layout = { top: 0, pitch, body: Math.floor(pitch * BODY[names]), names, collapsed: false, rows };
    if (left === 0) break;
  }
  return /** @type {Layout} */ (layout);
}
