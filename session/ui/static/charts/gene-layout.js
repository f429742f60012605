/**
 * In which row each gene lies and how high the rows are. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {{top: number, pitch: number, body: number, labels: boolean, collapsed: boolean, rows: Int32Array}} Layout
 *   body is the height of a gene, pitch of a row; a row of -1 did not fit; collapsed: all share a row
 */
import { pack } from '../pack.js';
import { isOn } from './common.js';

/** Room at the top and, for names, at the left edge. */
export const PAD = 6;
/** Size of the names in pixels. */
export const LABEL_SIZE = 11;

/** From roomy to tight: the first in which all genes fit is taken, of those that the setting displayMode allows. */
const MODES = [
  { body: 10, pitch: 28, labels: true, of: ['auto', 'expanded'] },
  { body: 8, pitch: 22, labels: true, of: ['auto', 'expanded'] },
  { body: 6, pitch: 18, labels: true, of: ['auto', 'expanded'] },
  { body: 8, pitch: 13, labels: false, of: ['auto'] },
  { body: 4, pitch: 6, labels: false, of: ['auto', 'squished'] },
];
/** All in one row. */
const COLLAPSED = { body: 12, pitch: 30, labels: true };
/** Pixels between genes in a row. */
const GAP = 10;
const TIGHT_GAP = 3;

/** Layouts remembered per piece: one for each height and scale at which it shows. */
const MAX_KNOWN = 4;
/** @type {WeakMap<FeaturesPiece, Map<string, Layout>>} */
const known = new WeakMap();

/**
 * The layout of a piece at the view's scale. It is that of all genes at hand, in
 * view or not, so that they keep their rows while the view pans.
 * @param {FeaturesPiece} piece
 * @param {View} view
 * @param {DrawOptions} options
 * @param {number} lane of the measurement
 * @param {number} lanes
 * @param {(piece: FeaturesPiece, i: number) => string} nameOf
 * @param {(name: string) => number} [widthOf] a name in pixels; without it the layout drawn last is found,
 *   or one made with a guess
 * @returns {Layout}
 */
export function layoutOf(piece, view, options, lane, lanes, nameOf, widthOf = guessWidth) {
  const perBase = view.width / (view.end - view.start);
  const room = (options.height - PAD) / lanes;
  const { displayMode, showLabels } = options.settings;
  const key = `${perBase.toPrecision(6)} ${room} ${lane} ${displayMode} ${showLabels}`;
  let layouts = known.get(piece);
  if (!layouts) known.set(piece, (layouts = new Map()));
  let layout = layouts.get(key);
  if (!layout) {
    const names = isOn(showLabels) ? piece.ids.map((_, i) => widthOf(nameOf(piece, i))) : null;
    layout = { ...fit(piece, perBase, room, displayMode, names), top: PAD + lane * room };
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
 * @param {number[]|null} names their widths; null for none
 * @returns {Layout}
 */
function fit(piece, perBase, room, displayMode, names) {
  if (displayMode === 'collapsed') {
    return { ...COLLAPSED, labels: names !== null, top: 0, collapsed: true, rows: new Int32Array(piece.starts.length) };
  }
  const starts = piece.starts.map((v) => v * perBase);
  /** @type {Layout|null} */
  let layout = null;
  for (const { body, pitch, labels, of } of MODES) {
    if (!of.includes(displayMode)) continue;
    const named = labels && names !== null;
    const high = labels && !named ? body + 5 : pitch;
    const ends = piece.ends.map((v, i) => Math.max(v * perBase, starts[i] + (named ? names[i] : 2)));
    const most = Math.max(1, Math.floor(room / high));
    const { rows, left } = pack(starts, ends, most, named ? GAP : TIGHT_GAP);
    layout = { top: 0, pitch: high, body, labels: named, collapsed: false, rows };
    if (left === 0) break;
  }
  return /** @type {Layout} */ (layout);
}
