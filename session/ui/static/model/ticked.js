/**
 * The charts that are ticked, for doing something to several at once, and what that is. Pure.
 *
 * @typedef {import('../types.js').Chart} Chart
 * @typedef {import('../types.js').ChartModule} ChartModule
 * @typedef {import('../types.js').Setting} Setting
 *
 * What this needs of a card.
 * @typedef {{chart: Chart, module: ChartModule|null}} Carded
 *
 * A change of one of several charts; null leaves its colours.
 * @typedef {{chart: Chart, settings: Record<string, any>, colorMap: string[]|null}} Change
 */

export class Ticked {
  constructor() {
    /** @type {Set<string>} ids of charts */
    this.ids = new Set();
    /** The chart that was ticked last: where a range begins. */
    this.from = '';
  }

  /** Ticks a chart, or no longer. @param {string} id */
  toggle(id) {
    if (!this.ids.delete(id)) this.ids.add(id);
    this.from = id;
  }

  /** Ticks all charts from the last one to another; without a last one, that alone. @param {string} id @param {string[]} order */
  extend(id, order) {
    const [a, b] = [order.indexOf(this.from), order.indexOf(id)];
    if (a < 0 || !this.ids.has(this.from)) return this.toggle(id);
    for (const between of order.slice(Math.min(a, b), Math.max(a, b) + 1)) this.ids.add(between);
    this.from = id;
  }

  clear() {
    this.ids.clear();
    this.from = '';
  }

  /** Drops charts that are gone. @param {string[]} order  the ids of those there are */
  keep(order) {
    for (const id of this.ids) if (!order.includes(id)) this.ids.delete(id);
  }
}

/**
 * Returns the settings that several charts have in common, the title aside: those of the first that every other has
 * with the same values to choose from.
 * @param {Carded[]} cards
 * @returns {Setting[]}
 */
export function commonSettings(cards) {
  const [first, ...rest] = cards.map((c) => c.module?.settings ?? []);
  const alike = (/** @type {Setting} */ a, /** @type {Setting} */ b) =>
    a.id === b.id && a.type === b.type && JSON.stringify(a.possibleValues) === JSON.stringify(b.possibleValues);
  return (first ?? []).filter((s) => s.id !== 'title' && rest.every((list) => list.some((other) => alike(s, other))));
}

/**
 * Returns the charts that have a setting, or a choice of it.
 * @template {Carded} T
 * @param {T[]} cards @param {string} id @param {string} [value]
 */
export function having(cards, id, value) {
  const has = (/** @type {Setting} */ s) => s.id === id && (value === undefined || s.possibleValues?.includes(value));
  return cards.filter(({ module }) => module?.settings.some(has));
}

/** Returns the choices of a setting that any of the charts has. @param {Carded[]} cards @param {string} id */
export function choicesOf(cards, id) {
  return [...new Set(cards.flatMap(({ module }) => module?.settings.find((s) => s.id === id)?.possibleValues ?? []))];
}

/** Returns the measurements of several charts, each once. @param {Chart[]} charts */
export function measurementsOf(charts) {
  const all = charts.flatMap((c) => c.measurements);
  return [...new Map(all.map((m) => [JSON.stringify([m.datasourceId, m.id]), m])).values()];
}

/** Returns a name of a group of scales that no other chart has. @param {Chart[]} charts */
export function freeGroup(charts) {
  const taken = new Set(charts.map((c) => String(c.settings.yGroup ?? '').trim()));
  for (let n = 1; ; n++) if (!taken.has(`group ${n}`)) return `group ${n}`;
}

/** Returns the same change of several charts. @param {Carded[]} cards @param {Record<string, any>} settings @returns {Change[]} */
export function sameChange(cards, settings) {
  return cards.map(({ chart }) => ({ chart, settings: { ...settings }, colorMap: null }));
}

/**
 * Returns the change that gives all measurements of several charts a colour.
 * @param {Carded[]} cards @param {string} color @returns {Change[]}
 */
export function colourChange(cards, color) {
  return cards.map(({ chart }) => ({ chart, settings: {}, colorMap: chart.measurements.map(() => color) }));
}

/**
 * Returns the handles in order once the ticked charts are together, before or after their neighbours.
 * @template {Carded} T
 * @param {T[]} cards all @param {Set<string>} ids @param {'top'|'up'|'down'} way
 * @returns {number[]}
 */
export function orderTogether(cards, ids, way) {
  const block = cards.filter((c) => ids.has(c.chart.id));
  const rest = cards.filter((c) => !ids.has(c.chart.id));
  const first = cards.findIndex((c) => ids.has(c.chart.id));
  const at = way === 'top' ? 0 : Math.min(Math.max(first + (way === 'up' ? -1 : 1), 0), rest.length);
  return [...rest.slice(0, at), ...block, ...rest.slice(at)].flatMap(({ chart }) => (chart.handle === null ? [] : [chart.handle]));
}
