/**
 * Moving and zooming by hand: drag, wheel, fingers, keys, and the bar of the
 * whole sequence. Each changes the workspace's place; what follows from that is
 * not known here. Drags that mark something are brush.js's.
 *
 * @typedef {import('../stage/stage.js').Stage} Stage
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').View} View
 * @typedef {import('./brush.js').Brush} Brush
 *
 * What a press has begun. `end` is told whether the pointer has moved.
 * @typedef {{move: (e: PointerEvent) => void, end: (e: PointerEvent, moved: boolean) => void, cancel: () => void}} Drag
 */
import { takesKeys } from '../page/dom.js';
import { RULER, barToPos } from '../charts/ruler.js';
import { basesPerPixel, moveInto, onBases, pan, pinched, zoom } from '../model/view.js';

/** Pixels the pointer moves before a press is a drag. */
const DRAG_FROM = 3;
/** Share of the view that a key or button moves by. */
const STEP = 0.25;
const BIG_STEP = 0.9;
/** How much a pixel of wheel zooms; pinching sends far fewer of them. */
const WHEEL_RATE = 0.0025;
const PINCH_RATE = 0.01;
const MAX_WHEEL = 240;
/** The longest time between two clicks that are one double click, and the most pixels. */
const DOUBLE_MS = 400;
const DOUBLE_REACH = 6;
/** Pixels in a line or a page of wheels that count in those. */
const WHEEL_UNITS = [1, 33, 400];

/**
 * @param {Stage} stage
 * @param {Brush} brush
 * @param {import('./wheel.js').Wheel} wheel
 * @returns {{zoomBy: (factor: number, at?: number) => void, panBy: (share: number) => void}} for buttons
 */
export function startGestures(stage, brush, wheel) {
  const { workspace, root } = stage;
  /** @type {Map<number, PointerEvent>} the pointers that are down, where they are */
  const pointers = new Map();
  /** @type {Drag|null} */
  let drag = null;
  let moved = false;
  /** @type {PointerEvent|null} where it began */
  let began = null;

  /** @param {Place} place */
  const go = (place) => workspace.setPlace(place, true);

  const zoomBy = (/** @type {number} */ factor, at = 0.5) => {
    if (workspace.place) go(onBases(zoom(workspace.place, factor, at, workspace.limits())));
  };
  const panBy = (/** @type {number} */ share) => {
    const { place } = workspace;
    if (place) go(onBases(pan(place, (place.end - place.start) * share, workspace.limits())));
  };
  /** To the first or the last bases of the sequence. @param {number} side 0 or 1 */
  const toEnd = (side) => {
    const { place } = workspace;
    const limits = workspace.limits();
    if (place) go(onBases(pan(place, side === 0 ? limits.start - place.start : limits.end - place.end, limits)));
  };

  /** @param {View} view @param {number} x on a canvas @returns {number} share of the view, 0 to 1 */
  const shareAt = (view, x) => Math.min(1, Math.max(0, (x - view.left) / view.width));

  /** The last click. @type {{time: number, x: number, y: number}} */
  let clicked = { time: -Infinity, x: 0, y: 0 };
  /** A click selects; the second of two zooms in about the pointer, and leaves what the first has selected. @param {PointerEvent} e @param {View} view @param {HTMLCanvasElement} target */
  const click = (e, view, target) => {
    const again = e.timeStamp - clicked.time < DOUBLE_MS && Math.hypot(e.clientX - clicked.x, e.clientY - clicked.y) < DOUBLE_REACH;
    clicked = { time: again ? -Infinity : e.timeStamp, x: e.clientX, y: e.clientY };
    if (again) zoomBy(0.5, shareAt(view, e.clientX - target.getBoundingClientRect().left));
    else brush.click(target, e);
  };

  /** @param {PointerEvent} down @param {View} from @param {HTMLCanvasElement} target @returns {Drag} */
  const panning = (down, from, target) => ({
    move: (e) => go(pan(from, (down.clientX - e.clientX) * basesPerPixel(from), workspace.limits())),
    end: (e, dragged) => {
      if (!dragged) click(e, from, target);
    },
    cancel: () => {},
  });

  /** Centres the view on a point of the bar. @param {View} from @param {number} left of the ruler @returns {Drag} */
  const jumping = (from, left) => {
    const limits = workspace.limits();
    const half = (from.end - from.start) / 2;
    const jump = (/** @type {PointerEvent} */ e) => {
      const pos = barToPos(from, limits, e.clientX - left);
      go(moveInto({ seqName: from.seqName, start: pos - half, end: pos + half }, limits));
    };
    return { move: jump, end: jump, cancel: () => {} };
  };

  /** Two fingers: the bases under them stay under them. @param {View} from @param {number} left of the canvas @returns {Drag} */
  const pinching = (from, left) => {
    const xs = () => [...pointers.values()].slice(0, 2).map((p) => p.clientX - left);
    const [a, b] = xs();
    return { move: () => {
      const [c, d] = xs();
      go(pinched(from, [a, b], [c, d], workspace.limits()));
    }, end: () => {}, cancel: () => {} };
  };

  /** What a press begins. @param {PointerEvent} down @param {HTMLCanvasElement} target @param {View} view @returns {Drag} */
  const begin = (down, target, view) => {
    const box = target.getBoundingClientRect();
    const onRuler = target === stage.ruler;
    if (onRuler && down.clientY - box.top < RULER.bar + RULER.barHeight + 6) return jumping(view, box.left);
    return brush.begin(down, target, view, onRuler) ?? panning(down, view, target);
  };

  root.addEventListener('pointerdown', (down) => {
    const { target } = down;
    if (down.button !== 0 || !(target instanceof HTMLCanvasElement)) return;
    const view = stage.view();
    if (!view || pointers.size === 2) return;
    target.setPointerCapture(down.pointerId);
    pointers.set(down.pointerId, down);
    drag?.cancel();
    drag = pointers.size === 2 ? pinching(view, target.getBoundingClientRect().left) : begin(down, target, view);
    began = down;
    moved = pointers.size === 2;
  });
  root.addEventListener('pointermove', (e) => {
    if (!drag || !began || !pointers.has(e.pointerId)) return;
    pointers.set(e.pointerId, e);
    if (!moved && Math.hypot(e.clientX - began.clientX, e.clientY - began.clientY) < DRAG_FROM) return;
    moved = true;
    root.classList.add('dragging');
    drag.move(e);
  });
  const over = (/** @type {PointerEvent} */ e, /** @type {boolean} */ cancelled) => {
    if (!pointers.delete(e.pointerId) || !drag) return;
    if (cancelled) drag.cancel();
    else drag.end(e, moved);
    drag = null;
    root.classList.remove('dragging');
  };
  root.addEventListener('pointerup', (e) => over(e, false));
  root.addEventListener('pointercancel', (e) => over(e, true));

  root.addEventListener('wheel', (e) => {
    const view = stage.view();
    if (!view || !(e.target instanceof HTMLCanvasElement)) return;
    const unit = WHEEL_UNITS[e.deltaMode] ?? 1;
    const dy = Math.max(-MAX_WHEEL, Math.min(MAX_WHEEL, e.deltaY * unit));
    const sideways = e.shiftKey ? (e.deltaX || e.deltaY) * unit : e.deltaX * unit;
    const pans = e.shiftKey || Math.abs(sideways) > Math.abs(dy);
    if (wheel.scrolls() && !pans && !e.ctrlKey && !e.metaKey) return;
    e.preventDefault();
    if (pans) {
      go(pan(view, sideways * basesPerPixel(view), workspace.limits()));
      return;
    }
    const x = e.clientX - e.target.getBoundingClientRect().left;
    const plot = stage.cardOf(e.target)?.module?.plot;
    go(zoom(view, Math.exp(dy * (e.ctrlKey ? PINCH_RATE : WHEEL_RATE)), plot ? 0.5 : shareAt(view, x), workspace.limits()));
  }, { passive: false });

  /** @type {Record<string, (big: boolean) => void>} */
  const keys = {
    ArrowLeft: (big) => panBy(big ? -BIG_STEP : -STEP),
    ArrowRight: (big) => panBy(big ? BIG_STEP : STEP),
    Home: () => toEnd(0),
    End: () => toEnd(1),
    '+': () => zoomBy(0.5),
    '=': () => zoomBy(0.5),
    '-': () => zoomBy(2),
    _: () => zoomBy(2),
    s: () => brush.setMode(!brush.mode()),
    Escape: () => {
      if (drag) {
        drag.cancel();
        drag = null;
        root.classList.remove('dragging');
      } else workspace.setSelection([], true);
    },
  };
  document.addEventListener('keydown', (e) => {
    if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || takesKeys(e.target)) return;
    if (document.querySelector('dialog[open], [popover]:popover-open')) return;
    const key = Object.hasOwn(keys, e.key) ? keys[e.key] : null;
    if (!key) return;
    e.preventDefault();
    key(e.shiftKey);
  });

  return { zoomBy, panBy };
}
