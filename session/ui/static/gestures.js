/**
 * Moving and zooming by hand: drag, wheel, keys, and the bar of the whole
 * sequence. Each changes the workspace's place; what follows from that is not
 * known here.
 *
 * @typedef {import('./stage.js').Stage} Stage
 * @typedef {import('./types.js').Place} Place
 */
import { takesKeys } from './dom.js';
import { RULER, barToPos } from './ruler.js';
import { basesPerPixel, moveInto, pan, zoom } from './view.js';

/** Pixels the pointer moves before a press is a drag. */
const DRAG_FROM = 3;
/** Share of the view that a key or button moves by. */
const STEP = 0.25;
const BIG_STEP = 0.9;
/** How much a pixel of wheel zooms; pinching sends far fewer of them. */
const WHEEL_RATE = 0.0025;
const PINCH_RATE = 0.01;
const MAX_WHEEL = 240;
/** Pixels in a line or a page of wheels that count in those. */
const WHEEL_UNITS = [1, 33, 400];

/**
 * @param {Stage} stage
 * @returns {{zoomBy: (factor: number, at?: number) => void, panBy: (share: number) => void}} for buttons
 */
export function startGestures(stage) {
  const { workspace, root } = stage;

  /** @param {Place} place */
  const go = (place) => workspace.setPlace(place, true);

  const zoomBy = (/** @type {number} */ factor, at = 0.5) => {
    if (workspace.place) go(zoom(workspace.place, factor, at, workspace.limits()));
  };
  const panBy = (/** @type {number} */ share) => {
    const { place } = workspace;
    if (place) go(pan(place, (place.end - place.start) * share, workspace.limits()));
  };

  /** Centres the view on a point of the bar. @param {number} x on the ruler */
  const jump = (x) => {
    const view = stage.view();
    if (!view) return;
    const limits = workspace.limits();
    const half = (view.end - view.start) / 2;
    const pos = barToPos(view, limits, x);
    go(moveInto({ seqName: view.seqName, start: pos - half, end: pos + half }, limits));
  };

  root.addEventListener('pointerdown', (down) => {
    const { target } = down;
    if (down.button !== 0 || !(target instanceof HTMLCanvasElement)) return;
    const from = workspace.place;
    const view = stage.view();
    if (!from || !view) return;
    const box = target.getBoundingClientRect();
    const onBar = target === stage.ruler && down.clientY - box.top < RULER.bar + RULER.barHeight + 6;
    target.setPointerCapture(down.pointerId);
    let dragging = false;
    const move = (/** @type {PointerEvent} */ e) => {
      const dx = e.clientX - down.clientX;
      if (!dragging && Math.abs(dx) < DRAG_FROM) return;
      dragging = true;
      root.classList.add('dragging');
      if (onBar) jump(e.clientX - box.left);
      else go(pan(from, -dx * basesPerPixel(view), workspace.limits()));
    };
    const up = () => {
      target.removeEventListener('pointermove', move);
      target.removeEventListener('pointerup', up);
      target.removeEventListener('pointercancel', up);
      root.classList.remove('dragging');
    };
    target.addEventListener('pointermove', move);
    target.addEventListener('pointerup', up);
    target.addEventListener('pointercancel', up);
    if (onBar) jump(down.clientX - box.left);
  });

  root.addEventListener('wheel', (e) => {
    const view = stage.view();
    if (!view || !(e.target instanceof HTMLCanvasElement)) return;
    e.preventDefault();
    const unit = WHEEL_UNITS[e.deltaMode] ?? 1;
    const dy = Math.max(-MAX_WHEEL, Math.min(MAX_WHEEL, e.deltaY * unit));
    const sideways = e.shiftKey ? (e.deltaX || e.deltaY) * unit : e.deltaX * unit;
    if (e.shiftKey || Math.abs(sideways) > Math.abs(dy)) {
      go(pan(view, sideways * basesPerPixel(view), workspace.limits()));
      return;
    }
    const x = e.clientX - e.target.getBoundingClientRect().left;
    const at = Math.min(1, Math.max(0, (x - view.left) / view.width));
    go(zoom(view, Math.exp(dy * (e.ctrlKey ? PINCH_RATE : WHEEL_RATE)), at, workspace.limits()));
  }, { passive: false });

  /** @type {Record<string, (big: boolean) => void>} */
  const keys = {
    ArrowLeft: (big) => panBy(big ? -BIG_STEP : -STEP),
    ArrowRight: (big) => panBy(big ? BIG_STEP : STEP),
    '+': () => zoomBy(0.5),
    '=': () => zoomBy(0.5),
    '-': () => zoomBy(2),
    _: () => zoomBy(2),
  };
  document.addEventListener('keydown', (e) => {
    if (e.defaultPrevented || e.ctrlKey || e.metaKey || e.altKey || takesKeys(e.target)) return;
    const key = Object.hasOwn(keys, e.key) ? keys[e.key] : null;
    if (!key) return;
    e.preventDefault();
    key(e.shiftKey);
  });

  return { zoomBy, panBy };
}
