// A drawing context that writes down what is done to it, one call a line, for
// comparison with a list that is kept in golden/.
//
//   UPDATE_GOLDEN=1 node --test     writes the lists anew: look at the difference
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const PROPERTIES = ['fillStyle', 'strokeStyle', 'lineWidth', 'lineJoin', 'lineCap', 'globalAlpha', 'font', 'textAlign', 'textBaseline'];
const CALLS = ['save', 'restore', 'beginPath', 'closePath', 'moveTo', 'lineTo', 'arc', 'rect', 'fillRect', 'clip', 'fill', 'stroke', 'fillText'];

/** Text is this wide per letter, so that lists do not depend on fonts. */
export const LETTER = 6;

// Only the calls and properties above exist: a chart that uses another one fails,
// since what draws to SVG could not follow it.
export function recorder() {
  const lines = [];
  const saved = [];
  let state = {};
  const ctx = { lines, measureText: (text) => ({ width: text.length * LETTER }) };
  for (const name of CALLS) {
    ctx[name] = (...args) => {
      for (const a of args) assert.ok(typeof a !== 'number' || Number.isFinite(a), `${name}(${args.join(', ')})`);
      lines.push([name, ...args.map(show)].join(' '));
      if (name === 'save') saved.push({ ...state });
      if (name === 'restore') {
        assert.ok(saved.length > 0, 'restore without save');
        state = saved.pop();
      }
    };
  }
  for (const name of PROPERTIES) {
    Object.defineProperty(ctx, name, {
      get: () => state[name],
      set: (value) => {
        if (state[name] !== value) lines.push(`${name} = ${show(value)}`);
        state[name] = value;
      },
    });
  }
  return Object.freeze(ctx);
}

function show(value) {
  if (typeof value === 'number') return String(Math.round(value * 100) / 100);
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

export function assertGolden(name, lines) {
  const file = new URL(`golden/${name}.txt`, import.meta.url);
  const got = lines.join('\n') + '\n';
  if (process.env.UPDATE_GOLDEN) writeFileSync(file, got);
  assert.ok(existsSync(file), `golden/${name}.txt is missing; UPDATE_GOLDEN=1 writes it`);
  assert.deepEqual(got.split('\n'), readFileSync(file, 'utf8').split('\n'));
}
