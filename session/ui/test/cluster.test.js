import assert from 'node:assert/strict';
import test from 'node:test';
import { MOST, cluster, nodesOf } from '../static/charts/cluster.js';

const points = (list) => list.map((v) => Float64Array.from([v]));
const heights = (tree) => tree.joins.map((j) => Math.round(j.height * 1000) / 1000);

test('the linkages join at their own heights', () => {
  const things = points([0, 1, 5, 7, 20]);
  assert.deepEqual(heights(cluster(things, 'euclidean', 'single')), [1, 2, 4, 13]);
  assert.deepEqual(heights(cluster(things, 'euclidean', 'complete')), [1, 2, 7, 20]);
  assert.deepEqual(heights(cluster(things, 'euclidean', 'average')), [1, 2, 5.5, 16.75]);
});

// The way by which the three linkages are defined: join the closest two, n-1 times.
function slowly(things, linkage) {
  let clusters = things.map((t) => [t[0]]);
  const found = [];
  const apart = (a, b) => {
    const all = a.flatMap((x) => b.map((y) => Math.abs(x - y)));
    if (linkage === 'single') return Math.min(...all);
    return linkage === 'complete' ? Math.max(...all) : all.reduce((s, v) => s + v, 0) / all.length;
  };
  while (clusters.length > 1) {
    let best = [Infinity, 0, 0];
    clusters.forEach((a, i) => clusters.forEach((b, j) => {
      if (i < j && apart(a, b) < best[0]) best = [apart(a, b), i, j];
    }));
    const [height, i, j] = best;
    found.push(Math.round(height * 1000) / 1000);
    clusters = [...clusters.filter((_, k) => k !== i && k !== j), [...clusters[i], ...clusters[j]]];
  }
  return found;
}

test('the tree is that of always joining the closest two', () => {
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (const linkage of ['single', 'complete', 'average']) {
    for (let k = 0; k < 20; k++) {
      const things = points(Array.from({ length: 2 + (k % 17) }, () => random() * 100));
      assert.deepEqual(heights(cluster(things, 'euclidean', linkage)), slowly(things, linkage), `${linkage} of ${things}`);
    }
  }
});

test('like is next to like, and the earlier thing comes first', () => {
  const tree = cluster(points([10, 0, 11, 1]), 'euclidean', 'average');
  assert.deepEqual(tree.order, [0, 2, 1, 3]);
  const nodes = nodesOf(tree);
  assert.deepEqual(nodes.map((n) => n.at), [0, 2, 1, 3, ...tree.joins.map((j) => (j.a === 0 ? 0.5 : j.a === 1 ? 2.5 : 1.5))]);
  assert.deepEqual([...tree.order].sort(), [0, 1, 2, 3]);
});

test('correlation looks at the shape, not the size', () => {
  const things = [[1, 2, 3, 4], [8, 6, 4, 2], [10, 20, 30, 41], [4, 3, 2, 1]].map((v) => Float64Array.from(v));
  assert.deepEqual(cluster(things, 'correlation', 'average').order, [0, 2, 1, 3]);
  assert.deepEqual(cluster(things, 'euclidean', 'average').order.at(-1), 2);
  const flat = [[1, 1], [2, 2]].map((v) => Float64Array.from(v));
  assert.deepEqual(heights(cluster(flat, 'correlation', 'single')), [1], 'r is not defined');
});

test('equal things, missing values, one thing, none, too many', () => {
  assert.deepEqual(heights(cluster(points([3, 3, 3, 3]), 'euclidean', 'complete')), [0, 0, 0]);
  const gaps = [[1, NaN], [NaN, 1], [1, 5]].map((v) => Float64Array.from(v));
  const tree = cluster(gaps, 'euclidean', 'single');
  assert.equal(tree.joins.length, 2);
  assert.ok(tree.joins.every((j) => Number.isFinite(j.height)));
  assert.deepEqual(cluster(points([1]), 'euclidean', 'single'), { joins: [], order: [0] });
  assert.deepEqual(cluster([], 'euclidean', 'single'), { joins: [], order: [] });
  assert.equal(cluster(points(Array.from({ length: MOST + 1 }, (_, i) => i)), 'euclidean', 'single'), null);
});
