// Pictures for terminals: what fits, in cells.
import assert from 'node:assert/strict';
import test from 'node:test';
import { dark, light } from '../static/charts/theme.js';
import { CELL, cellsTheme, heightsWithin, labelRoom } from '../static/stage/terminal.js';

test('heights are as wanted where there is room, in whole units', () => {
  assert.deepEqual(heightsWithin([96, 120, 56], Infinity, 32, 16), [96, 128, 64]);
  assert.deepEqual(heightsWithin([96, 120, 56], 1000, 32, 16), [96, 128, 64]);
  assert.deepEqual(heightsWithin([], 100, 32, 16), []);
});

test('others are lower in proportion and use the room; the last ones without room are left out', () => {
  for (const [wanted, room] of [[[96, 120, 56], 160], [[240, 96, 96, 96], 304], [Array(30).fill(96), 320], [[96], 32], [[14, 96], 64]]) {
    const heights = heightsWithin(wanted, room, 32, 16);
    const total = heights.reduce((sum, h) => sum + h, 0);
    assert.ok(total <= room && total > room - 16, `${heights} in ${room}`);
    assert.ok(heights.every((h, i) => h % 16 === 0 && h >= Math.min(32, 16 * Math.ceil(wanted[i] / 16))), `${heights}`);
    assert.ok(heights.length === wanted.length || total + 32 > room, `${heights} in ${room}`);
  }
});

test('one chart is always there', () => {
  assert.deepEqual(heightsWithin([96, 96], 5, 32, 16), [32]);
  assert.deepEqual(heightsWithin([96, 96], -50, 32, 16), [32]);
});

test('the names of charts have a share of the width, in whole cells', () => {
  for (const columns of [40, 80, 120, 200, 1000]) {
    const room = labelRoom(columns * CELL.width);
    assert.equal(room % CELL.width, 0);
    assert.ok(room >= 12 * CELL.width && room <= 26 * CELL.width && room < columns * CELL.width / 3);
  }
});

test('lines stand out from the ground and grids do not', () => {
  for (const theme of [light, dark]) {
    const cells = cellsTheme(theme);
    assert.equal(cells.grid, theme.ground);
    const part = (color) => parseInt(color.slice(1, 3), 16);
    assert.ok(Math.abs(part(cells.line) - part(theme.ground)) > 80);
  }
});
