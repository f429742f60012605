/**
 * The strip of regions of interest over the ruler: a band for each, in rows, with
 * its name in or beside it; and the tints of the regions in the charts. Pure
 * drawing.
 *
 * @typedef {import('../types.js').Region} Region
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Tint} Tint
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {CanvasRenderingContext2D} Ctx
 *
 * @typedef {object} Band
 * @property {Region} region
 * @property {string} color
 * @property {number} x  of the part in view
 * @property {number} w
 * @property {number} row
 * @property {string} name  as far as it has room
 * @property {number} nameX
 * @property {number} nameW
 *
 * @typedef {{bands: Band[], more: number, height: number}} Strip  more counts the regions in view that have no row
 */
import { cutTo, font, text, textWidth, texts } from '../draw/canvas.js';
import { pack } from '../draw/pack.js';
import { formatBases, formatPlace, withCommas } from '../model/format.js';
import { stretchesOn } from '../model/selection.js';
import { pixelStretch } from './common.js';
import { colorsFor } from './theme.js';

/** Height of a row and of a band in it, of the line under a band, and room above and below the rows, in pixels. */
export const ROW = { height: 17, band: 15, line: 2, pad: 3 };
const MOST_ROWS = 3;
/** Where in the palette the colours of the sets begin: not with those that charts begin with. */
const HUE = 3;
/** Opacity of a band behind its name. */
export const BAND_ALPHA = 0.28;
/** The least width of a band, and the least room between two in a row. */
const LEAST_BAND = 4;
const APART = 2;
/** Room beside a name, the least room for one, the least inside a band that it is too long for, and the most outside. */
const NAME = { pad: 4, least: 30, inside: 60, outside: 160 };
/** Names are cut to this many letters before they are measured. */
const MOST_LETTERS = 80;
/** With more regions in view, rows are filled with bands first, and names have what is left. */
const MOST_NAMED = 300;

/**
 * Returns the colour of a region: its own, else that of its set. Sets have their
 * colours in the order in which they appear.
 * @param {Region[]} regions all of them @param {Theme} theme
 * @returns {(region: Region) => string}
 */
export function regionColors(regions, theme) {
  const sets = [...new Set(regions.map((r) => r.set))];
  const colors = colorsFor(theme, sets.length, null, HUE);
  const bySet = new Map(sets.map((set, i) => [set, colors[i]]));
  return ({ color, set }) => (color ? colorsFor(theme, 1, [color], 0)[0] : bySet.get(set) ?? theme.muted);
}

/**
 * Returns what the charts are tinted with on a sequence: the stretches of each
 * colour, sorted and apart.
 * @param {Region[]} regions @param {string} seqName @param {Theme} theme
 * @returns {Tint[]}
 */
export function tintsOn(regions, seqName, theme) {
  const colorOf = regionColors(regions, theme);
  /** @type {Map<string, import('../types.js').Place[]>} */
  const byColor = new Map();
  for (const region of regions) {
    if (region.place.seqName !== seqName) continue;
    const color = colorOf(region);
    const places = byColor.get(color);
    if (places) places.push(region.place);
    else byColor.set(color, [region.place]);
  }
  return [...byColor].map(([color, places]) => ({ color, stretches: stretchesOn(places, seqName) }));
}

/**
 * Returns the tints of a view. Charts of several places find those of each, in the regions.
 * @param {View} view @param {Region[]} regions @param {Theme} theme @returns {Tint[]}
 */
export function tintsIn(view, regions, theme) {
  return view.panes ? /** @type {any} */ (regions) : tintsOn(regions, view.seqName, theme);
}

/**
 * Lays out the strip in as many rows as it needs, at most three. Its height is 0
 * when no region is in view.
 * @param {Ctx} ctx that measures names @param {Region[]} regions @param {View} view @param {Theme} theme
 * @returns {Strip}
 */
export function stripOf(ctx, regions, view, theme) {
  if (view.panes) {
    const strips = view.panes.map((pane) => stripOf(ctx, regions, pane, theme));
    const more = strips.reduce((sum, s) => sum + s.more, 0);
    return { bands: strips.flatMap((s) => s.bands), more, height: Math.max(...strips.map((s) => s.height)) };
  }
  const bands = bandsIn(regions, view, theme);
  const rowed = bands.length <= MOST_NAMED && withNames(ctx, bands, view, theme) || bandsFirst(ctx, bands, view, theme);
  const rows = rowed.reduce((most, band) => Math.max(most, band.row + 1), 0);
  return { bands: rowed, more: bands.length - rowed.length, height: rows === 0 ? 0 : rows * ROW.height + 2 * ROW.pad };
}

/**
 * Returns a band for each region in view, without row and name, from the left to the right.
 * @param {Region[]} regions @param {View} view @param {Theme} theme
 */
function bandsIn(regions, view, theme) {
  const colorOf = regionColors(regions, theme);
  const right = view.left + view.width;
  /** @type {Band[]} */
  const bands = [];
  for (const region of regions) {
    const { seqName, start, end } = region.place;
    if (seqName !== view.seqName || end <= view.start || start >= view.end) continue;
    const [from, wide] = pixelStretch(view, start, end, LEAST_BAND);
    const x = Math.min(Math.max(from, view.left), right - LEAST_BAND);
    const w = Math.max(Math.min(from + wide, right) - x, LEAST_BAND);
    bands.push({ region, color: colorOf(region), x, w, row: -1, name: '', nameX: x, nameW: 0 });
  }
  return bands.sort((a, b) => a.x - b.x || b.w - a.w);
}

/**
 * Puts bands into rows in which all names have room.
 * @param {Ctx} ctx @param {Band[]} bands @param {View} view @param {Theme} theme
 * @returns {Band[]|null} null when the rows do not suffice
 */
function withNames(ctx, bands, view, theme) {
  const right = view.left + view.width;
  const taken = bands.map((band) => {
    const named = nameOf(ctx, band, band.x - view.left, right - band.x - band.w, theme);
    const end = named.nameX + named.nameW + (named.name ? NAME.pad : 0);
    return { named, start: Math.min(band.x, named.nameX), end: Math.max(band.x + band.w, end) };
  }).sort((a, b) => a.start - b.start);
  const { rows, left } = pack(taken.map((t) => t.start), taken.map((t) => t.end), MOST_ROWS, APART);
  return left > 0 ? null : taken.map(({ named }, i) => ({ ...named, row: rows[i] }));
}

/**
 * Puts as many bands as fit into rows, and then names where there is room.
 * @param {Ctx} ctx @param {Band[]} bands @param {View} view @param {Theme} theme
 * @returns {Band[]} those that have a row
 */
function bandsFirst(ctx, bands, view, theme) {
  const { rows } = pack(bands.map((b) => b.x), bands.map((b) => b.x + b.w), MOST_ROWS, APART);
  const rowed = bands.map((band, i) => ({ ...band, row: rows[i] })).filter((band) => band.row >= 0);
  /** @type {number[]} where the next band of each row begins */
  const next = Array(MOST_ROWS).fill(view.left + view.width);
  return rowed.reverse().map((band) => {
    const room = next[band.row] - band.x - band.w;
    next[band.row] = band.x;
    return nameOf(ctx, band, 0, room, theme);
  }).reverse();
}

/**
 * Returns a band with its name: inside where that has room, else beside it.
 * @param {Ctx} ctx @param {Band} band @param {number} before room left of the band @param {number} behind room right of it
 * @param {Theme} theme
 * @returns {Band}
 */
function nameOf(ctx, band, before, behind, theme) {
  const { pad, least, inside, outside } = NAME;
  const { x, w, region } = band;
  const fontName = fontOf(theme);
  const name = region.name.length > MOST_LETTERS ? `${[...region.name].slice(0, MOST_LETTERS).join('')}…` : region.name;
  const [within, left, right] = [w, before, behind].map((room) => room - 2 * pad);
  if (name === '' || Math.max(within, left, right) < least) return band;
  /** @param {number} room @param {(nameW: number) => number} at */
  const put = (room, at) => {
    const cut = cutTo(ctx, name, room, fontName);
    const nameW = textWidth(ctx, cut, fontName);
    return { ...band, name: cut, nameX: at(nameW), nameW };
  };
  const wide = textWidth(ctx, name, fontName);
  const outOfRoom = right < Math.min(wide, outside);
  if (wide <= within || within >= inside) return put(within, () => x + pad);
  if (outOfRoom && left > right) return put(Math.min(left, outside), (nameW) => x - pad - nameW);
  if (right >= least) return put(Math.min(right, outside), () => x + w + pad);
  return within >= least ? put(within, () => x + pad) : band;
}

/** @param {Theme} theme */
function fontOf(theme) {
  return font(theme, 11);
}

/**
 * Draws the strip, with the number of the regions that have no row left of the last one.
 * @param {Ctx} ctx @param {Strip} strip @param {View} view @param {Theme} theme
 */
export function drawStrip(ctx, { bands, more }, view, theme) {
  for (const { color, x, w, row } of bands) {
    const y = topOf(row);
    ctx.fillStyle = color;
    ctx.globalAlpha = BAND_ALPHA;
    ctx.fillRect(x, y, w, ROW.band - ROW.line);
    ctx.globalAlpha = 1;
    ctx.fillRect(x, y + ROW.band - ROW.line, w, ROW.line);
  }
  const style = { font: fontOf(theme), color: theme.ink, baseline: /** @type {CanvasTextBaseline} */ ('middle') };
  const middle = (/** @type {number} */ row) => topOf(row) + (ROW.band - ROW.line) / 2 + 0.5;
  texts(ctx, bands.filter((b) => b.name).map(({ name, nameX, row }) => ({ text: name, x: nameX, y: middle(row) })), style);
  if (more === 0) return;
  const small = font(theme, 10);
  const long = `+${withCommas(more)} more`;
  const said = textWidth(ctx, long, small) <= view.left - NAME.pad ? long : `+${withCommas(more)}`;
  text(ctx, said, view.left - NAME.pad, middle(MOST_ROWS - 1), { ...style, font: small, color: theme.muted, align: 'right' });
}

/** Returns the top of a row. @param {number} row */
function topOf(row) {
  return ROW.pad + row * ROW.height;
}

/**
 * Returns the band at a point of the strip, also by its name; null where none is.
 * @param {Strip} strip @param {number} x @param {number} y
 * @returns {Band|null}
 */
export function bandUnder({ bands }, x, y) {
  const row = Math.floor((y - ROW.pad) / ROW.height);
  const isOn = (/** @type {number} */ from, /** @type {number} */ wide) => x >= from && x < from + wide;
  return bands.find((b) => b.row === row && (isOn(b.x, b.w) || isOn(b.nameX, b.nameW))) ?? null;
}

/**
 * Describes a region as what is under the pointer.
 * @param {Region} region @param {string} color
 * @returns {import('../types.js').Picked}
 */
export function pickedRegion({ place, set, name, note }, color) {
  const { start, end } = place;
  const lines = [
    { label: 'Region', value: formatPlace(place), color }, { label: 'Length', value: formatBases(end - start) },
    { label: 'Set', value: set }, { label: 'Note', value: note },
  ];
  return { title: name || formatPlace(place), lines: lines.filter((line) => line.value), start, end };
}

/** The most regions that are named to a screen reader. */
const MOST_SAID = 20;

/** Describes the strip in words. @param {Strip} strip */
export function stripWords({ bands, more }) {
  const names = bands.slice(0, MOST_SAID).map(({ region }) => region.name || formatPlace(region.place));
  const rest = bands.length + more - names.length;
  return `Regions of interest: ${names.join(', ')}${rest > 0 ? ` and ${withCommas(rest)} more` : ''}`;
}
