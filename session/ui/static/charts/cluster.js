/**
 * Hierarchical clustering. Pure.
 *
 * A tree of n things has n-1 joins, from the closest to the farthest. Join k
 * makes node n+k of the nodes a and b; nodes below n are the things themselves.
 * @typedef {{a: number, b: number, height: number}} Join
 * @typedef {{joins: Join[], order: number[]}} Tree  order: the things, so that no joins cross
 */

/** Things that are clustered; the work and the memory grow with the square. */
export const MOST = 600;

/**
 * @param {Float64Array[]} things vectors of the same length; NaN is a missing value
 * @param {string} metric "euclidean" or "correlation"
 * @param {string} linkage "complete", "average" or "single"
 * @returns {Tree|null} null when there are too many
 */
export function cluster(things, metric, linkage) {
  const n = things.length;
  if (n > MOST) return null;
  if (n < 2) return { joins: [], order: things.map((_, i) => i) };
  const joins = chain(distances(things, metric), n, linkage);
  return { joins, order: leaves(joins, n) };
}

/** @param {Float64Array[]} things @param {string} metric @returns {Float64Array} n by n */
function distances(things, metric) {
  const n = things.length;
  const out = new Float64Array(n * n);
  const between = metric === 'correlation' ? correlationDistance : euclidean;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) out[i * n + j] = out[j * n + i] = between(things[i], things[j]);
  }
  // Rows with nothing in common are a little further apart than all others.
  const farthest = out.reduce((most, v) => (v > most ? v : most), 0);
  return out.map((v) => (Number.isNaN(v) ? farthest * 1.1 || 1 : v));
}

/**
 * Returns the Euclidean distance over the values that both have, scaled up to all,
 * or NaN if they have none in common.
 * @param {Float64Array} a @param {Float64Array} b
 */
function euclidean(a, b) {
  let [sum, count] = [0, 0];
  for (let k = 0; k < a.length; k++) {
    const d = a[k] - b[k];
    if (Number.isNaN(d)) continue;
    sum += d * d;
    count++;
  }
  return count > 0 ? Math.sqrt((sum * a.length) / count) : NaN;
}

/** Returns 1 - r, or 1 if r is not defined. @param {Float64Array} a @param {Float64Array} b */
function correlationDistance(a, b) {
  let [n, meanA, meanB, aa, bb, ab] = [0, 0, 0, 0, 0, 0];
  for (let k = 0; k < a.length; k++) {
    if (Number.isNaN(a[k]) || Number.isNaN(b[k])) continue;
    n++;
    const [da, db] = [a[k] - meanA, b[k] - meanB];
    meanA += da / n;
    meanB += db / n;
    aa += da * (a[k] - meanA);
    bb += db * (b[k] - meanB);
    ab += da * (b[k] - meanB);
  }
  return aa > 0 && bb > 0 ? Math.max(0, 1 - ab / Math.sqrt(aa * bb)) : 1;
}

/**
 * Joins by chains of nearest neighbours (Murtagh, 1983): a chain goes from any
 * cluster to its nearest, until two are each other's nearest and are joined. With
 * each of the three linkages this gives the same tree as always joining the closest
 * two, in n² steps instead of n³.
 * @param {Float64Array} d n by n; is used up @param {number} n @param {string} linkage
 * @returns {Join[]}
 */
function chain(d, n, linkage) {
  const size = new Float64Array(n).fill(1);
  const gone = new Uint8Array(n);
  /** @type {{i: number, j: number, height: number}[]} */
  const pairs = [];
  /** @type {number[]} */
  const path = [];
  while (pairs.length < n - 1) {
    if (path.length === 0) path.push(gone.indexOf(0));
    const at = path[path.length - 1];
    const before = path.length > 1 ? path[path.length - 2] : -1;
    // Of equally near ones, the one that the path came from: else it would not end.
    let near = before;
    let least = before >= 0 ? d[at * n + before] : Infinity;
    for (let j = 0; j < n; j++) {
      if (j !== at && !gone[j] && d[at * n + j] < least) [near, least] = [j, d[at * n + j]];
    }
    if (near < 0) near = gone.findIndex((g, j) => !g && j !== at);
    if (near !== before) {
      path.push(near);
      continue;
    }
    path.length -= 2;
    const [i, j] = [Math.min(at, near), Math.max(at, near)];
    pairs.push({ i, j, height: least });
    for (let k = 0; k < n; k++) {
      if (gone[k] || k === i || k === j) continue;
      d[i * n + k] = d[k * n + i] = linked(d[i * n + k], d[j * n + k], size[i], size[j], linkage);
    }
    size[i] += size[j];
    gone[j] = 1;
  }
  return sorted(pairs, n);
}

/**
 * Returns the distance to two joined clusters.
 * @param {number} a @param {number} b @param {number} sizeA @param {number} sizeB @param {string} linkage
 */
function linked(a, b, sizeA, sizeB, linkage) {
  if (linkage === 'single') return Math.min(a, b);
  if (linkage === 'average') return (a * sizeA + b * sizeB) / (sizeA + sizeB);
  return Math.max(a, b);
}

/**
 * Sorts the joins from low to high, and names what they join by nodes: the chain
 * finds them in another order and names a cluster by one of its things.
 * @param {{i: number, j: number, height: number}[]} pairs @param {number} n
 * @returns {Join[]}
 */
function sorted(pairs, n) {
  const parent = Array.from({ length: 2 * n - 1 }, (_, i) => i);
  const root = (/** @type {number} */ i) => {
    while (parent[i] !== i) i = parent[i] = parent[parent[i]];
    return i;
  };
  return [...pairs].sort((p, q) => p.height - q.height).map(({ i, j, height }, k) => {
    const [a, b] = [root(i), root(j)];
    parent[a] = parent[b] = n + k;
    return { a, b, height };
  });
}

/**
 * Returns the things from one side of the tree to the other. Of each join the side
 * with the earlier thing comes first.
 * @param {Join[]} joins @param {number} n
 * @returns {number[]}
 */
function leaves(joins, n) {
  const earliest = Array.from({ length: 2 * n - 1 }, (_, i) => i);
  joins.forEach(({ a, b }, k) => (earliest[n + k] = Math.min(earliest[a], earliest[b])));
  const order = [];
  const todo = [2 * n - 2];
  for (let node = todo.pop(); node !== undefined; node = todo.pop()) {
    if (node < n) order.push(node);
    else {
      const { a, b } = joins[node - n];
      todo.push(...(earliest[a] < earliest[b] ? [b, a] : [a, b]));
    }
  }
  return order;
}

/**
 * Returns where each node of a tree is: `at` is its place among the leaves, 0 being
 * the first, `height` that of its join.
 * @param {Tree} tree
 * @returns {{at: number, height: number}[]}
 */
export function nodesOf({ joins, order }) {
  const nodes = order.map(() => ({ at: 0, height: 0 }));
  order.forEach((thing, place) => (nodes[thing].at = place));
  for (const { a, b, height } of joins) nodes.push({ at: (nodes[a].at + nodes[b].at) / 2, height });
  return nodes;
}
