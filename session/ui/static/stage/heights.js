/** The heights of charts, in pixels. Pure. */
export const MIN_HEIGHT = 14;
export const MAX_HEIGHT = 2000;
/** Height that each further measurement adds to a chart of features. */
const LANE = 40;
/** Height of the label's first two lines, and of each of the legend's. */
const LABEL_HEAD = 58;
const LEGEND_LINE = 18;
/** From this height on there is room for a name of two lines, and a chart gains by more room. */
export const TALL = 90;
/** Below this height there is room for the name alone. */
export const LOW = 52;
/** Rows of features gain less by it than values do, and bases nothing. */
const MOST_ROOM = { feature: Infinity, range: 1.35, sequence: 1 };

/**
 * Returns the height of a chart where nobody chose one.
 * @param {Pick<import('./card.js').Card, 'chart'|'module'|'samples'|'settings'|'hasLegend'>} card
 * @param {number} roominess factor for charts that gain by more room
 */
export function usualHeight(card, roominess) {
  const { module } = card;
  const count = Math.max(1, card.chart.measurements.length);
  const own = module?.heightFor?.(count, card.settings(), card.samples) ?? module?.height ?? MIN_HEIGHT;
  const factor = Math.min(roominess, MOST_ROOM[module?.takes ?? 'feature']);
  const fitting = (own >= TALL ? Math.round(own * factor) : own) + (module?.takes === 'range' ? LANE * (count - 1) : 0);
  return Math.max(fitting, count > 1 && card.hasLegend() ? LABEL_HEAD + LEGEND_LINE * count : 0);
}
