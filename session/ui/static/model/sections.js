/**
 * Settings as a dialog has them: in sections, some with another in their line. Pure.
 *
 * @typedef {import('../types.js').Setting} Setting
 * @typedef {{title: string, lines: Setting[][]}} Section
 */

/**
 * Returns the sections of settings, in the order in which they first come. A setting that belongs beside another is in
 * its line if that is there.
 * @param {Setting[]} settings
 * @returns {Section[]}
 */
export function sectionsOf(settings) {
  const ids = new Set(settings.map((s) => s.id));
  /** @type {Map<string, Setting[][]>} */
  const sections = new Map();
  for (const setting of settings) {
    const { section = '', beside = '' } = setting;
    if (ids.has(beside)) continue;
    const line = [setting, ...settings.filter((s) => s.beside === setting.id)];
    sections.set(section, [...(sections.get(section) ?? []), line]);
  }
  return [...sections].map(([title, lines]) => ({ title, lines }));
}

/**
 * Returns what may be typed for a text: the groups that charts have, or the columns of a chart's data; null for any text.
 * @param {Setting} setting
 * @param {import('../types.js').Chart[]} charts all @param {import('../types.js').Measurement[]} measurements of the chart
 * @returns {string[]|null}
 */
export function offeredFor(setting, charts, measurements) {
  if (setting.column) return [...new Set(measurements.flatMap((m) => m.metadata))];
  if (setting.id !== 'yGroup') return null;
  return [...new Set(charts.map((c) => String(c.settings.yGroup ?? '').trim()))].filter(Boolean).sort();
}
