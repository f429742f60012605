/**
 * The colours of what is drawn on canvas, light and dark; style.css has those of
 * the page around it. Data colours are Okabe and Ito's, which colour-blind eyes
 * can tell apart, deepened or lightened until each stands out from its ground;
 * the program has the deepened ones.
 *
 * @typedef {object} Theme
 * @property {'light'|'dark'} name
 * @property {string} ground   behind the data
 * @property {string} ink      text
 * @property {string} muted    axis labels
 * @property {string} line     axes
 * @property {string} grid     lines behind the data
 * @property {string} accent   the place on the sequence, what the pointer is on
 * @property {string} chosen   selected stretches, drawn behind the data, and their edges
 * @property {string} chosenEdge
 * @property {string} danger
 * @property {string[]} palette
 * @property {string} font
 * @property {number} [row] height of a row of letters, where texts are in such rows alone
 */
import { palette } from './declared.js';

const FONT = 'Inter, -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", Ubuntu, '
  + '"Liberation Sans", "Helvetica Neue", Arial, sans-serif';

/** @type {Theme} */
export const light = {
  name: 'light',
  ground: '#ffffff', ink: '#1b2430', muted: '#5a6675', line: '#cfd6de', grid: '#eef1f4',
  accent: '#0b63b6', chosen: '#fdf0c4', chosenEdge: '#e3b93c', danger: '#b3261e',
  palette,
  font: FONT,
};

/** @type {Theme} */
export const dark = {
  name: 'dark',
  ground: '#151b23', ink: '#e6ebf1', muted: '#9aa6b4', line: '#3a4451', grid: '#212933',
  accent: '#6cb2f2', chosen: '#3b3212', chosenEdge: '#8a7322', danger: '#ff8a80',
  palette: ['#56aee8', '#f08a4b', '#2dc3a0', '#dd9bc4', '#8fd0f5', '#efb94d', '#a5a8e6', '#aab4c0'],
  font: FONT,
};

/** The names of the colours of both palettes. */
export const PALETTE_NAMES = ['Blue', 'Vermilion', 'Green', 'Purple', 'Sky blue', 'Orange', 'Indigo', 'Grey'];

/**
 * Returns the colours of a chart's measurements: its own, else those that their files
 * state, else those of the palette from `hue` on. Colours of the palette are stored as those of the light theme and
 * shown as those of the present one.
 * @param {Theme} theme
 * @param {number} count
 * @param {string[]|null} own
 * @param {number} hue
 * @param {{annotation: Record<string, string>|null}[]} [measurements] those of the chart
 * @returns {string[]}
 */
export function colorsFor(theme, count, own, hue, measurements = []) {
  const { palette } = theme;
  const themed = (/** @type {string} */ color) => {
    const i = light.palette.indexOf(color);
    return i < 0 ? color : palette[i];
  };
  const stated = (/** @type {number} */ i) => measurements[i]?.annotation?.color;
  return Array.from({ length: count }, (_, i) => (own ? themed(own[i % own.length]) : stated(i) ?? palette[(hue + i) % palette.length]));
}

/** Returns a colour as #rrggbb, grey when it is written otherwise: controls for colours take nothing else. @param {string} color */
export function hexOf(color) {
  if (/^#[0-9a-f]{6}$/i.test(color)) return color;
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(color);
  return short ? '#' + short.slice(1).map((c) => c + c).join('') : '#808080';
}
