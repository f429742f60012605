/**
 * Names below plots: of measurements, or of places.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').DrawOptions} DrawOptions
 * @typedef {import('../types.js').Box} Box
 * @typedef {import('./aligned.js').Entries} Entries
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { textWidth, texts } from '../draw/canvas.js';
import { formatStretch } from '../model/format.js';
import { RIGHT, TOP, frameOf, labelStyle } from './plot-frame.js';
import { distinct, fitted, telling } from './short-names.js';

/** Rows of names below: their height, the room around them, their greatest number and share of the height. */
const NAME_ROW = 13;
const NAMES_AROUND = 10;
const MOST_NAME_ROWS = 4;
const NAME_SHARE = 0.35;
/** Places that are named below entries. */
const MOST_PLACES = 8;
/** Room between neighbouring names, and the approximate width of a letter. */
const NAME_GAP = 8;
const LETTER = 6;

/**
 * Draws names along the bottom, each below its part of the width, in as many rows
 * as they need and fit: in full; else without their common words; else only as much
 * as tells them apart; else some of them. No name touches another or leaves the
 * plot.
 * @param {Ctx} ctx @param {Box} box @param {DrawOptions} options @param {string[]} names
 */
export function drawNames(ctx, box, options, names) {
  const style = labelStyle(options, 'left');
  const width = box.x1 - box.x0;
  const most = Math.max(1, Math.floor((options.height - box.y1 - NAMES_AROUND) / NAME_ROW));
  const { list, rows, every } = arranged(names, most, width, (name) => textWidth(ctx, name, style.font));
  for (let row = 0; row < rows; row++) {
    const placed = [];
    let free = box.x0;
    for (let i = row * every; i < names.length; i += rows * every) {
      const name = fitted(ctx, list[i], width, style.font);
      const wide = textWidth(ctx, name, style.font);
      const x = Math.max(free, box.x0 + ((i + 0.5) * width) / names.length - wide / 2);
      placed.push({ text: name, x, y: box.y1 + 12 + row * NAME_ROW, wide });
      free = x + wide + NAME_GAP;
    }
    // Back from the right end: those that reach beyond it move, and those they touch.
    placed.reduceRight((end, name) => {
      name.x = Math.min(name.x, end - name.wide);
      return name.x - NAME_GAP;
    }, box.x1);
    texts(ctx, placed, style);
  }
}

/**
 * Returns how names fit into rows, of which each takes every n-th name.
 * @param {string[]} names @param {number} most rows @param {number} width of a row
 * @param {(name: string) => number} widthOf
 * @returns {{list: string[], rows: number, every: number}} every: that of the names of which there is one in a row
 */
function arranged(names, most, width, widthOf) {
  const fits = (/** @type {number} */ widest, /** @type {number} */ rows, /** @type {number} */ every) =>
    Math.ceil(Math.ceil(names.length / every) / rows) * (widest + NAME_GAP) <= width + NAME_GAP;
  let [list, widest] = [names, NaN];
  for (const [form, upTo] of /** @type {[string[], number][]} */ ([[names, 1], [telling(names), most], [distinct(names), most]])) {
    [list, widest] = [form, Math.max(...form.map(widthOf))];
    for (let rows = 1; rows <= upTo; rows++) if (fits(widest, rows, 1)) return { list, rows, every: 1 };
  }
  let every = 2;
  while (every < names.length && !fits(widest, most, every)) every++;
  return { list, rows: every < names.length ? most : 1, every };
}

/**
 * Returns the box of a plot's data above names: with room for as many rows as
 * the letters that tell them apart are likely to need.
 * @param {View} view @param {DrawOptions} options @param {string[]} names
 * @returns {Box}
 */
export function frameOverNames(view, options, names) {
  const longest = Math.max(0, ...telling(names).map((name) => name.length));
  const wanted = Math.ceil((names.length * (longest * LETTER + NAME_GAP)) / (view.width - RIGHT));
  const room = Math.floor(((options.height - TOP) * NAME_SHARE) / NAME_ROW);
  return frameOf(view, options, Infinity, NAMES_AROUND + NAME_ROW * Math.max(1, Math.min(wanted, MOST_NAME_ROWS, room)));
}

/** Returns names for the axis below: the places of some entries, evenly apart. @param {Entries} entries @returns {string[]} */
export function placeNames({ n, starts }) {
  const parts = Math.min(n, MOST_PLACES);
  return Array.from({ length: parts }, (_, k) => {
    const i = Math.floor(((k + 0.5) * n) / parts);
    return formatStretch(starts[i], starts[i] + 1);
  });
}
