/**
 * The cursor that keys move over a chart or the strip of regions, from one feature,
 * bin or region to the next: it acts as the pointer there and announces what it is on.
 *
 * @typedef {import('../stage/stage.js').Stage} Stage
 * @typedef {NonNullable<ReturnType<Stage['pickableOf']>>} Pickable  a card or the strip
 * @typedef {import('../types.js').Picked} Picked
 * @typedef {import('../types.js').View} View
 *
 * Something that a chart shows, with a point of the canvas where it is picked.
 * @typedef {{x: number, y: number, picked: Picked, key: string}} Spot
 * @typedef {(x: number, y: number) => Picked|null} Pick
 *
 * Where the cursor is, and the point of the window there. A plot has no genome axis.
 * @typedef {{on: Pickable, plot: boolean, spot: Spot, view: View, at: {clientX: number, clientY: number}}} Cursor
 */
import { selectionText } from '../model/selection.js';
import { toX } from '../model/view.js';
import { byId } from '../page/dom.js';
import { clickDoes } from './marks.js';

/** Pixels between the points at which a column is looked at: less than any row is high. */
const STEP_Y = 3;
/** How far before its start, in pixels, a feature can be picked. */
const AHEAD = 4;
const STEPS = /** @type {Record<string, 1|-1>} */ ({ '.': 1, ',': -1 });

/**
 * Returns the spot after another one, or before it: what begins in the same column of
 * pixels further down, else what begins in the next one that shows something.
 * @param {Pick} pick
 * @param {{left: number, right: number, height: number}} area  that the data are drawn to
 * @param {{x: number, key: string}|null} from  null begins at the edge
 * @param {1|-1} by
 * @returns {Spot|null} null without a further spot
 */
export function nextSpot(pick, area, from, by) {
  /** @type {Map<number, Map<string, Spot>>} */
  const columns = new Map();
  const column = (/** @type {number} */ x) => {
    const found = columns.get(x) ?? columnAt(pick, x, area.height);
    columns.set(x, found);
    return found;
  };
  const beginning = (/** @type {number} */ x) => [...column(x).values()].filter((spot) => x <= area.left || !column(x - 1).has(spot.key));

  let x = from ? Math.min(Math.max(from.x, area.left), area.right - 1) : by > 0 ? area.left : area.right - 1;
  let list = beginning(x);
  const at = list.findIndex((spot) => spot.key === from?.key);
  if (at >= 0) list = by > 0 ? list.slice(at + 1) : list.slice(0, at);
  for (;;) {
    const spot = list.filter((s) => s.key !== from?.key).at(by > 0 ? 0 : -1);
    if (spot) return spot;
    x += by;
    if (x < area.left || x >= area.right) return null;
    list = beginning(x);
  }
}

/** Returns the spots of a column of pixels from the top, each in its middle. @param {Pick} pick @param {number} x @param {number} height */
function columnAt(pick, x, height) {
  /** @type {Map<string, Spot & {top: number}>} */
  const found = new Map();
  for (let y = 1; y < height; y += STEP_Y) {
    const picked = pick(x, y);
    if (!picked) continue;
    const key = JSON.stringify(picked);
    const top = found.get(key)?.top ?? y;
    found.set(key, { x, y: (top + y) / 2, picked, key, top });
  }
  return found;
}

/** Describes a spot in words. @param {Picked} picked */
export function sayPicked({ title, lines }) {
  return [title, ...lines.map(({ label, value }) => `${label} ${value}`.trim())].join('; ');
}

/**
 * @param {Stage} stage @param {import('./moves.js').Moves} moves
 * @param {(card: import('../stage/card.js').Card, picked: Picked, at: {clientX: number, clientY: number}) => void} details  shows them
 */
export function startWalk(stage, moves, details) {
  const said = byId('said', HTMLElement);
  /** @type {Cursor|null} */
  let cursor = null;

  /** @param {Pickable} on @param {1|-1} by */
  const step = (on, by) => {
    const view = stage.view();
    if (!view) return;
    const { left, width } = view;
    const viewAt = (/** @type {number} */ x) => stage.viewAt(x, on.canvas) ?? view;
    const pick = (/** @type {number} */ x, /** @type {number} */ y) => on.pick(viewAt(x), x, y);
    const area = { left, right: Math.floor(left + width), height: on.canvas.clientHeight };
    const spot = nextSpot(pick, area, cursor?.on === on ? whereNow(cursor, viewAt(cursor.spot.x)) : null, by);
    if (!spot) {
      said.textContent = by > 0 ? 'Nothing further right in view.' : 'Nothing further left in view.';
      return;
    }
    const plot = stage.cardOf(on.canvas)?.module?.plot === true;
    const there = viewAt(spot.x);
    cursor = { on, plot, spot, view: there, at: { clientX: 0, clientY: 0 } };
    const { x, y } = plot ? spot : middleOf(spot, there, pick);
    const box = on.canvas.getBoundingClientRect();
    cursor.at = { clientX: box.left + x, clientY: box.top + y };
    on.canvas.dispatchEvent(new PointerEvent('pointermove', { bubbles: true, ...cursor.at }));
    said.textContent = sayPicked(spot.picked);
  };

  /** Shows the details of what the cursor is on. @param {Pickable} on */
  const tell = (on) => {
    const card = stage.cardOf(on.canvas);
    if (!card) return;
    if (cursor?.on === on) details(card, cursor.spot.picked, cursor.at);
    else said.textContent = 'Full stop and comma go to something to show.';
  };

  /** Selects what the cursor is on, as a click does. @param {Pickable} on @param {boolean} more as with Ctrl */
  const choose = (on, more) => {
    if (cursor?.on !== on || !stage.cardOf(on.canvas)) {
      said.textContent = 'Full stop and comma go to something to select.';
      return;
    }
    const { workspace } = stage;
    const { selection, place } = clickDoes(cursor.spot.picked, cursor.view, workspace, more);
    workspace.setSelection(selection, true);
    if (place) workspace.setPlace(place, true);
    said.textContent = selection.length > 0 ? `${selectionText(selection)}.` : 'Nothing is selected.';
  };

  const leave = () => {
    if (!cursor) return;
    cursor = null;
    said.textContent = '';
    stage.root.dispatchEvent(new PointerEvent('pointerleave'));
  };

  /** Shows the region that the cursor is on. */
  const show = () => {
    if (cursor?.on !== stage.regions) return;
    const { start, end } = cursor.spot.picked;
    moves.show({ seqName: cursor.view.seqName, start, end });
  };

  stage.root.addEventListener('keydown', (e) => {
    const on = stage.pickableOf(e.target);
    if (e.key === 'Escape') leave();
    if (!on || e.ctrlKey || e.metaKey || e.altKey) return;
    if (e.key === 'Enter') show();
    if (e.key === 'd') tell(on);
    if (e.key.toLowerCase() === 'x') choose(on, e.shiftKey);
    if (!Object.hasOwn(STEPS, e.key)) return;
    e.preventDefault();
    step(on, STEPS[e.key]);
  });
  stage.root.addEventListener('focusout', (e) => {
    // From the details the focus comes back.
    if (!(e.relatedTarget instanceof Element && e.relatedTarget.closest('#details'))) leave();
  });
}

/** Returns the cursor's spot in a view that may have changed. @param {Cursor} cursor @param {View} view */
function whereNow({ plot, spot, view: then }, view) {
  const same = then.start === view.start && then.end === view.end && then.width === view.width;
  return same || plot ? spot : { x: Math.round(toX(view, view.flip ? spot.picked.end : spot.picked.start)) - AHEAD, key: spot.key };
}

/**
 * Returns the middle of a spot's part in view, or the spot itself where something
 * else is drawn there.
 * @param {Spot} spot @param {View} view @param {Pick} pick
 */
function middleOf({ x, y, picked, key }, view, pick) {
  const middle = (toX(view, Math.max(picked.start, view.start)) + toX(view, Math.min(picked.end, view.end))) / 2;
  const there = pick(middle, y);
  return { x: there && JSON.stringify(there) === key ? middle : x, y };
}
