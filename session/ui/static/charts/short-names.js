/**
 * Names made shorter so that they can still be told apart. Pure.
 */
import { textWidth } from '../draw/canvas.js';

/**
 * Returns names without the words that all of them begin and end with. What is left
 * tells them apart.
 * @param {string[]} names
 */
export function telling(names) {
  if (new Set(names).size < 2) return names;
  const shortest = Math.min(...names.map((n) => n.length));
  let [head, tail] = [0, 0];
  while (head < shortest && names.every((n) => n[head] === names[0][head])) head++;
  while (tail < shortest - head && names.every((n) => n[n.length - 1 - tail] === names[0][names[0].length - 1 - tail])) tail++;
  // Whole words and numbers only: back to where one ends.
  while (head > 0 && /[A-Za-z0-9,]/.test(names[0][head - 1])) head--;
  while (tail > 0 && /[A-Za-z0-9,]/.test(names[0][names[0].length - tail])) tail--;
  return names.map((n) => (head > 0 ? '…' : '') + n.slice(head, n.length - tail) + (tail > 0 ? '…' : ''));
}

/**
 * Removes words from the ends of names as long as all names still differ: first at
 * the back, where names of samples say least, then in front.
 * @param {string[]} names
 */
export function distinct(names) {
  if (new Set(names).size < 2) return names;
  const words = names.map((name) => name.split(/(?<=[^A-Za-z0-9,])(?=[A-Za-z0-9,])/));
  const cut = (/** @type {number} */ head, /** @type {number} */ tail) =>
    words.map((w) => w.slice(head, Math.max(head, w.length - tail)).join(''));
  const apart = (/** @type {string[]} */ list) => list.every((name) => name !== '') && new Set(list).size === new Set(names).size;
  let [head, tail] = [0, 0];
  while (apart(cut(head, tail + 1))) tail++;
  while (apart(cut(head + 1, tail))) head++;
  return cut(head, tail).map((name) => (head > 0 ? '…' : '') + (tail > 0 ? name.replace(/[^A-Za-z0-9,]+$/, '') + '…' : name));
}

/**
 * Returns a text, cut in its middle if it is too wide: names of samples differ at
 * either end.
 * @param {CanvasRenderingContext2D} ctx @param {string} words @param {number} room @param {string} fontName
 */
export function fitted(ctx, words, room, fontName) {
  if (textWidth(ctx, words, fontName) <= room) return words;
  let keep = Math.max(1, Math.floor((words.length * room) / textWidth(ctx, words, fontName)) - 1);
  for (; keep > 1; keep--) {
    const cut = words.slice(0, Math.ceil(keep / 2)) + '…' + words.slice(words.length - Math.floor(keep / 2));
    if (textWidth(ctx, cut, fontName) <= room) return cut;
  }
  return '';
}
