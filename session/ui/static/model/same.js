/**
 * Equality of values that came as JSON.
 */

/**
 * Reports whether two values are the same, whatever the order of the fields of
 * objects.
 * @param {any} a @param {any} b
 * @returns {boolean}
 */
export function sameJSON(a, b) {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => Object.hasOwn(b, name) && sameJSON(a[name], b[name]));
}
