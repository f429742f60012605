// A drawing context that writes down what is drawn with it: each drawing call
// with the state that is in effect, for comparison with a list that is kept in
// golden/. How the state came about does not matter, nor in which order
// properties were set.
//
//   UPDATE_GOLDEN=1 node --test     writes the lists: read the difference
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

// The state of a new context.
const INITIAL = {
  fillStyle: '#000000', strokeStyle: '#000000', globalAlpha: 1, lineWidth: 1, lineJoin: 'miter', lineCap: 'butt',
  font: '10px sans-serif', textAlign: 'start', textBaseline: 'alphabetic',
};
const FILL = ['fillStyle', 'globalAlpha'];
// What draws, and the properties that it depends on.
const DRAWING = {
  fillRect: FILL,
  fill: FILL,
  stroke: ['strokeStyle', 'globalAlpha', 'lineWidth', 'lineJoin', 'lineCap'],
  fillText: [...FILL, 'font', 'textAlign', 'textBaseline'],
};
const PATH = ['beginPath', 'closePath', 'moveTo', 'lineTo', 'bezierCurveTo', 'arc', 'rect'];

/** Text is this wide per letter, so that lists do not depend on fonts. */
export const LETTER = 6;

// Only the calls and properties above exist, with save, restore and clip: a chart
// that uses another one fails, since what draws to SVG could not follow it.
//
// calls has the calls that draw and those that make paths; `style` is the state
// in effect where it is not that of a new context. lines has the calls alone.
export function recorder() {
  const calls = [];
  const saved = [];
  let state = { ...INITIAL, clip: [] };
  let path = [];
  const ctx = {
    calls,
    get lines() {
      return calls.map((c) => c.line);
    },
    measureText: (text) => ({ width: text.length * LETTER }),
    save: () => saved.push(state),
    restore: () => {
      assert.ok(saved.length > 0, 'restore without save');
      state = saved.pop();
    },
    clip: () => {
      // The path has become a part of the state.
      calls.splice(-path.length);
      state = { ...state, clip: [...state.clip, path.filter((line) => line !== 'beginPath').join(' ')] };
    },
  };
  const record = (name, args, style) => {
    for (const a of args) assert.ok(typeof a !== 'number' || Number.isFinite(a), `${name}(${args.join(', ')})`);
    const line = [name, ...args.map(show)].join(' ');
    calls.push({ line, style });
    return line;
  };
  for (const name of PATH) {
    ctx[name] = (...args) => {
      if (name === 'beginPath') path = [];
      path.push(record(name, args, {}));
    };
  }
  for (const [name, properties] of Object.entries(DRAWING)) {
    ctx[name] = (...args) => {
      const style = Object.fromEntries(properties.filter((p) => state[p] !== INITIAL[p]).map((p) => [p, state[p]]));
      record(name, args, state.clip.length > 0 ? { ...style, clip: state.clip.join(', ') } : style);
    };
  }
  for (const name of Object.keys(INITIAL)) {
    Object.defineProperty(ctx, name, {
      get: () => state[name],
      set: (value) => {
        state = { ...state, [name]: value };
      },
    });
  }
  return Object.freeze(ctx);
}

function show(value) {
  if (typeof value === 'number') return String(Math.round(value * 100) / 100);
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

export function assertGolden(name, { calls }) {
  const file = new URL(`golden/${name}.txt`, import.meta.url);
  const lines = calls.map(({ line, style }) => [line, ...Object.entries(style).map(([k, v]) => `${k} ${show(v)}`)].join(' | '));
  const got = lines.join('\n') + '\n';
  if (process.env.UPDATE_GOLDEN) writeFileSync(file, got);
  assert.ok(existsSync(file), `golden/${name}.txt is missing; UPDATE_GOLDEN=1 writes it`);
  assert.deepEqual(got.split('\n'), readFileSync(file, 'utf8').split('\n'));
}
