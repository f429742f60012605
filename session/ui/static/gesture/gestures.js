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
import { isOnName } from '../charts/ruler-panes.js';
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

  const limitsAt = (/** @type {View} */ { seqName }) => workspace.limits(seqName);

  /**
   * Returns a drag of the view. A click selects; the second of two zooms in about
   * the pointer and takes back what the first has selected.
   * @param {PointerEvent} down @param {View} from @param {HTMLCanvasElement} target
   * @returns {Drag}
   */
  const panning = (down, from, target) => ({
    move: (e) => {
      if (!from.bare) moves.go(pan(from, (down.clientX - e.clientX) * basesToRight(from), limitsAt(from)), from.pane);
    },
    end: (e, dragged) => {
      if (dragged) return;
      if (clicks.isSecond(e)) {
        workspace.setSelection(before, true);
        moves.zoomBy(0.5, shareAt(from, e.clientX - target.getBoundingClientRect().left), from.pane ?? 0);
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
    return { move: () => moves.go(pinched(from, began, xs(), limitsAt(from)), from.pane), end: () => {}, cancel: () => {} };
  };

  /**
   * Returns the drag that a press begins.
   * @param {PointerEvent} down @param {HTMLCanvasElement} target @param {View} view @returns {Drag}
   */
  const begin = (down, target, view) => {
    const box = target.getBoundingClientRect();
    const onRuler = target === stage.ruler;
    if (onRuler && view.pane !== undefined && isOnName(view, down.clientY - box.top)) return visiting(down, view, view);
    if (onRuler && view.pane === undefined && down.clientY - box.top < RULER.bar + RULER.barHeight + 6) return jumping(view, box.left);
    const region = target === stage.regions.canvas ? stage.regions.at(down.clientX - box.left, down.clientY - box.top) : null;
    if (region) return visiting(down, view, region.place);
    return brush.begin(down, target, view, onRuler) ?? panning(down, view, target);
  };

  root.addEventListener('pointerdown', (down) => {
    const { target } = down;
    if (down.button !== 0 || !(target instanceof HTMLCanvasElement) || press.full()) return;
    const view = stage.viewAt(down.clientX - target.getBoundingClientRect().left, target);
    if (!view) return;
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
    // The lower edge of a chart is over two charts.
    const onEdge = e.target instanceof Element && e.target.closest('.edge');
    const target = onEdge ? stage.cardAt(e.target)?.canvas : e.target;
    if (!(target instanceof HTMLCanvasElement)) return;
    const x = e.clientX - target.getBoundingClientRect().left;
    const view = stage.viewAt(x, target);
    if (!view) return;
    const at = stage.cardOf(target)?.module?.plot ? 0.5 : shareAt(view, x);
    const onRuler = target === stage.ruler || target === stage.regions.canvas;
    const place = wheelPlace(e, view, stage.workspace.limits(view.seqName), at, !onRuler && wheel.scrolls());
    if (!place) return;
    e.preventDefault();
    moves.go(place, view.pane);
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
