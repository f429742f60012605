/**
 * Charts that share a range of values, so that they can be compared: those with
 * the same word in the setting yGroup. Pure.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').ChartModule} ChartModule
 *
 * What this needs of a card.
 * @typedef {{module: ChartModule|null, data: () => import('../types.js').ChartData, settings: () => Record<string, any>}} Sharer
 */

/** Returns the group of a chart, '' for none. @param {Sharer} card */
export function groupOf(card) {
  return card.module?.extent ? String(card.settings().yGroup ?? '').trim() : '';
}

/**
 * Returns for each chart the extent of the values in view of its group.
 * @template {Sharer} T
 * @param {T[]} cards
 * @param {View} view
 * @returns {Map<T, [number, number]>} without charts that have no group, or whose group has no values in view
 */
export function sharedRanges(cards, view) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const card of cards) {
    const group = groupOf(card);
    if (group) groups.set(group, [...(groups.get(group) ?? []), card]);
  }
  /** @type {Map<T, [number, number]>} */
  const ranges = new Map();
  for (const members of groups.values()) {
    let [lo, hi] = [Infinity, -Infinity];
    for (const member of members) {
      const [min, max] = member.module?.extent?.(member.data(), view, member.settings()) ?? [NaN, NaN];
      // Math.min would let NaN, which is no data, win.
      if (min < lo) lo = min;
      if (max > hi) hi = max;
    }
    if (lo <= hi) for (const member of members) ranges.set(member, [lo, hi]);
  }
  return ranges;
}
