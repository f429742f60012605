/**
 * Colours for values and shades of a colour. Pure. Every scale goes evenly from
 * dark to light, or from one colour over a neutral one to another, so that it
 * can be read without telling red from green, and in print.
 */

/** Steps of a scale: as many as eyes can tell, so that neighbours of a step are drawn at once. */
export const LEVELS = 48;

/** Anchors, from the least to the greatest value, on a light ground. */
const ANCHORS = {
  sequential: ['#f2f6fa', '#c3dcee', '#7fb8da', '#3787bf', '#0b559f', '#08306b'],
  diverging: ['#2166ac', '#67a9cf', '#d1e5f0', '#f7f7f7', '#fddbc7', '#ef8a62', '#b2182b'],
  viridis: ['#440154', '#414487', '#2a788e', '#22a884', '#7ad151', '#fde725'],
  grey: ['#f5f5f5', '#bdbdbd', '#7a7a7a', '#3d3d3d', '#111111'],
};
/** The same on a dark ground, where the least is what is near the ground. */
const DARK_ANCHORS = {
  ...ANCHORS,
  sequential: ['#1a2430', '#173f66', '#1c639f', '#3f8fd0', '#86bfec', '#dceefb'],
  diverging: ['#6cb2f2', '#3a7fb8', '#274a68', '#2a2f36', '#6b3a34', '#b9584a', '#f59a86'],
  grey: ['#1d232b', '#49515b', '#7d8691', '#b4bbc4', '#eef1f4'],
};

/** @type {Map<string, string[]>} */
const made = new Map();

/**
 * Returns the steps of a scale.
 * @param {string} name @param {'light'|'dark'} theme
 * @returns {string[]} LEVELS colours as #rrggbb
 */
export function colorScale(name, theme) {
  const key = `${name} ${theme}`;
  let colors = made.get(key);
  if (!colors) {
    const all = theme === 'dark' ? DARK_ANCHORS : ANCHORS;
    const anchors = all[/** @type {keyof typeof ANCHORS} */ (name)] ?? all.sequential;
    colors = Array.from({ length: LEVELS }, (_, i) => {
      const at = (i / (LEVELS - 1)) * (anchors.length - 1);
      const k = Math.min(anchors.length - 2, Math.floor(at));
      return mix(anchors[k], anchors[k + 1], at - k);
    });
    made.set(key, colors);
  }
  return colors;
}

/**
 * Returns a colour between two, as #rrggbb.
 * @param {string} a @param {string} b both as #rrggbb; others are returned as they are
 * @param {number} t 0 is a, 1 is b
 */
export function mix(a, b, t) {
  const [from, to] = [channels(a), channels(b)];
  if (!from || !to) return t < 0.5 && from ? a : b;
  return '#' + from.map((v, i) => Math.round(v + (to[i] - v) * t).toString(16).padStart(2, '0')).join('');
}

/** Returns the channels of a colour, null of one that is not #rrggbb. @param {string} color */
export function channels(color) {
  const m = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(color);
  return m && m.slice(1).map((h) => parseInt(h, 16));
}
