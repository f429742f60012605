/**
 * Moving and zooming by hand: drag, wheel, fingers, keys, and the bar of the
 * whole sequence. Each changes the workspace's place; what follows from that is
 * not known here. What the input means is press.js's and moves.js's, drags that
 * mark something are brush.js's.
 *
 * @typedef {import('../stage/stage.js').Stage} Stage
 * @typedef {import('../types.js').View} View
 * @typedef {import('./brush.js').Brush} Brush
 * @typedef {import('./press.js').Drag} Drag
 */
import { RULER, barToPos } from '../charts/ruler.js';
import { basesToRight, pan, pinched } from '../model/view.js';
import { isForPage } from '../page/dom.js';
import { Moves, shareAt, wheelPlace } from './moves.js';
import { Clicks, Press } from './press.js';

/**
 * @param {Stage} stage
 * @param {Brush} brush
 * @param {import('./wheel.js').Wheel} wheel
 * @returns {Moves} for buttons
 */
export function startGestures(stage, brush, wheel) {
  const moves = new Moves(stage.workspace);
  const press = new Press((dragging) => stage.root.classList.toggle('dragging', dragging));
  listenToPointers(stage, press, moves, brush);
  listenToWheel(stage, moves, wheel);
  listenToKeys(stage, press, moves, brush);
  return moves;
}

/** @param {Stage} stage @param {Press} press @param {Moves} moves @param {Brush} brush */
function listenToPointers(stage, press, moves, brush) {
  const { workspace, root } = stage;
  const clicks = new Clicks();
  /** What was selected before the last click. @type {import('../types.js').Place[]} */
  let before = [];

  /**
   * Returns a drag of the view. A click selects; the second of two zooms in about
   * the pointer and takes back what the first has selected.
   * @param {PointerEvent} down @param {View} from @param {HTMLCanvasElement} target
   * @returns {Drag}
   */
  const panning = (down, from, target) => ({
    move: (e) => moves.go(pan(from, (down.clientX - e.clientX) * basesToRight(from), workspace.limits())),
    end: (e, dragged) => {
      if (dragged) return;
      if (clicks.isSecond(e)) {
        workspace.setSelection(before, true);
        moves.zoomBy(0.5, shareAt(from, e.clientX - target.getBoundingClientRect().left));
      } else {
        before = workspace.selection;
        brush.click(target, e);
      }
    },
    cancel: () => {},
  });

  /**
   * Returns a drag of the view that begins on the band of a region. A click shows the region.
   * @param {PointerEvent} down @param {View} from @param {import('../types.js').Place} place
   * @returns {Drag}
   */
  const visiting = (down, from, place) => ({
    ...panning(down, from, stage.regions.canvas),
    end: (_, dragged) => {
      if (!dragged) moves.show(place);
    },
  });

  /** Centres the view on a point of the bar. @param {View} from @param {number} left of the ruler @returns {Drag} */
  const jumping = (from, left) => {
    const limits = workspace.limits();
    const jump = (/** @type {PointerEvent} */ e) => moves.centre(from, barToPos(from, limits, e.clientX - left), limits);
    return { move: jump, end: jump, cancel: () => {} };
  };

  /**
   * Returns a drag by two fingers: the bases under them stay under them.
   * @param {View} from @param {number} left of the canvas @returns {Drag}
   */
  const pinching = (from, left) => {
    const xs = () => /** @type {[number, number]} */ (press.ends().map((x) => x - left));
    const began = xs();
    return { move: () => moves.go(pinched(from, began, xs(), workspace.limits())), end: () => {}, cancel: () => {} };
  };

  /**
   * Returns the drag that a press begins.
   * @param {PointerEvent} down @param {HTMLCanvasElement} target @param {View} view @returns {Drag}
   */
  const begin = (down, target, view) => {
    const box = target.getBoundingClientRect();
    const onRuler = target === stage.ruler;
    if (onRuler && down.clientY - box.top < RULER.bar + RULER.barHeight + 6) return jumping(view, box.left);
    const region = target === stage.regions.canvas ? stage.regions.at(down.clientX - box.left, down.clientY - box.top) : null;
    if (region) return visiting(down, view, region.place);
    return brush.begin(down, target, view, onRuler) ?? panning(down, view, target);
  };

  root.addEventListener('pointerdown', (down) => {
    const { target } = down;
    const view = stage.view();
    if (!view || down.button !== 0 || !(target instanceof HTMLCanvasElement) || press.full()) return;
    target.setPointerCapture(down.pointerId);
    press.down(down, () => begin(down, target, view), () => pinching(view, target.getBoundingClientRect().left));
  });
  root.addEventListener('pointermove', (e) => press.move(e));
  root.addEventListener('pointerup', (e) => press.up(e, false));
  root.addEventListener('pointercancel', (e) => press.up(e, true));
}

/** @param {Stage} stage @param {Moves} moves @param {import('./wheel.js').Wheel} wheel */
function listenToWheel(stage, moves, wheel) {
  stage.root.addEventListener('wheel', (e) => {
    const view = stage.view();
    if (!view || !(e.target instanceof HTMLCanvasElement)) return;
    const plot = stage.cardOf(e.target)?.module?.plot;
    const at = plot ? 0.5 : shareAt(view, e.clientX - e.target.getBoundingClientRect().left);
    const place = wheelPlace(e, view, stage.workspace.limits(), at, wheel.scrolls());
    if (!place) return;
    e.preventDefault();
    moves.go(place);
  }, { passive: false });
}

/** @param {Stage} stage @param {Press} press @param {Moves} moves @param {Brush} brush */
function listenToKeys(stage, press, moves, brush) {
  document.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || !isForPage(e)) return;
    if (e.key === 's') brush.setMode(!brush.mode());
    else if (e.key === 'Escape') {
      if (!press.cancel()) stage.workspace.setSelection([], true);
    } else if (!moves.key(e.key, e.shiftKey)) return;
    e.preventDefault();
  });
}
