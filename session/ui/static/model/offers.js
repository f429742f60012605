/**
 * Groups measurements for menus by the file they come from, so that equal names
 * can be told apart. Pure.
 *
 * @typedef {import('../types.js').Measurement} Measurement
 *
 * The measurements of one file, in the order in which they came.
 * @typedef {{file: string, measurements: Measurement[]}} Group
 */

/** Returns the file of a measurement, else its data source. @param {Measurement} m */
export function fileOf(m) {
  return m.annotation?.file || m.datasourceId;
}

/** @param {Measurement[]} measurements @returns {Group[]} */
export function groupsOf(measurements) {
  /** @type {Map<string, Measurement[]>} */
  const groups = new Map();
  for (const m of measurements) {
    const file = fileOf(m);
    const group = groups.get(file);
    if (group) group.push(m);
    else groups.set(file, [m]);
  }
  return [...groups].map(([file, list]) => ({ file, measurements: list }));
}

/** Returns the measurements that share name and file with another one. @param {Measurement[]} measurements */
export function alikeIn(measurements) {
  const keyOf = (/** @type {Measurement} */ m) => JSON.stringify([fileOf(m), m.name]);
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const m of measurements) counts.set(keyOf(m), (counts.get(keyOf(m)) ?? 0) + 1);
  return new Set(measurements.filter((m) => (counts.get(keyOf(m)) ?? 0) > 1));
}

/**
 * Returns the largest part of the measurements that one chart can take: those of
 * one type and group. Of equally large parts it returns the first.
 * @param {Measurement[]} measurements
 */
export function togetherIn(measurements) {
  /** @type {Map<string, Measurement[]>} */
  const parts = new Map();
  for (const m of measurements) {
    const key = JSON.stringify([m.type, m.datasourceGroup]);
    parts.set(key, [...(parts.get(key) ?? []), m]);
  }
  return [...parts.values()].reduce((most, part) => (part.length > most.length ? part : most), []);
}

/**
 * Returns what a menu lists of measurements when text is searched for in names,
 * IDs and files.
 * @param {Measurement[]} measurements @param {string} text '' for all
 * @returns {{alone: Measurement[], groups: Group[]}} alone: those of files with one measurement; groups: the others
 */
export function offersFor(measurements, text) {
  const wanted = text.trim().toLowerCase();
  const matching = measurements.filter((m) => `${m.name} ${m.id} ${fileOf(m)}`.toLowerCase().includes(wanted));
  const several = new Set(groupsOf(measurements).filter((g) => g.measurements.length > 1).map((g) => g.file));
  return {
    alone: matching.filter((m) => !several.has(fileOf(m))),
    groups: groupsOf(matching.filter((m) => several.has(fileOf(m)))),
  };
}
