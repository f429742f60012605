/** Reports whether two lists have the same elements. @param {any[]} a @param {any[]} b */
export function same(a, b) {
  return a.length === b.length && a.every((v, i) => v === b[i]);
}
