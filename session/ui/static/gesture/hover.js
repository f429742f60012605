/**
 * What is under the pointer: its tooltip, a line through all charts, and the
 * highlight in every chart.
 *
 * @typedef {import('../stage/stage.js').Stage} Stage
 * @typedef {import('../types.js').Picked} Picked
 */
import { withCommas } from '../model/format.js';
import { toPos } from '../model/view.js';
import { byId, el } from '../page/dom.js';
import { textLeft } from './marks.js';

/** Pixels between the pointer and the tooltip, and between the tooltip and the window's edge. */
const OFFSET = 14;
const EDGE = 8;

/**
 * Returns where a tooltip goes: right and below of the pointer, or on the other
 * side where the window ends.
 * @param {{x: number, y: number}} pointer
 * @param {{width: number, height: number}} tooltip
 * @param {{width: number, height: number}} window
 * @returns {{x: number, y: number}}
 */
export function tooltipAt(pointer, tooltip, window) {
  const along = (/** @type {number} */ at, /** @type {number} */ size, /** @type {number} */ room) =>
    Math.max(EDGE, Math.round(at + OFFSET + size > room - EDGE ? at - OFFSET - size : at + OFFSET));
  return { x: along(pointer.x, tooltip.width, window.width), y: along(pointer.y, tooltip.height, window.height) };
}

/** Sets the workspace's hover to what this page's pointer is on, and clears only that. */
export class Highlight {
  /** @param {import('../model/workspace.js').Workspace} workspace */
  constructor(workspace) {
    this.workspace = workspace;
    /** Whether the hover is this page's, not another's. */
    this.own = false;
  }

  /** @param {import('../model/workspace.js').Workspace['hover']} place null when the pointer is on nothing */
  set(place) {
    if (place || this.own) this.workspace.setHover(place, true);
    this.own = place !== null;
  }
}

/** @returns {(picked: Picked, x: number, y: number) => void} shows what is picked, by a point of the window */
function startTooltip() {
  const tooltip = byId('tooltip', HTMLElement);
  let shown = '';
  return (picked, x, y) => {
    const key = JSON.stringify(picked);
    if (key !== shown) {
      shown = key;
      tooltip.replaceChildren(el('p', { class: 'where' }, picked.title), ...picked.lines.map(({ label, value, color }) => {
        const swatch = color ? el('span', { class: 'swatch' }) : null;
        if (swatch) swatch.style.background = color ?? '';
        return el('p', { class: 'line' }, swatch, el('span', { class: 'what' }, label), el('span', { class: 'value' }, value));
      }));
    }
    tooltip.hidden = false;
    const size = { width: tooltip.offsetWidth, height: tooltip.offsetHeight };
    const at = tooltipAt({ x, y }, size, { width: innerWidth, height: innerHeight });
    tooltip.style.transform = `translate(${at.x}px, ${at.y}px)`;
  };
}

/**
 * @param {Stage} stage
 * @returns {() => void} to be called after a frame: what is under a resting pointer changes when the
 *   view moves or data come
 */
export function startHover(stage) {
  const tooltip = byId('tooltip', HTMLElement);
  const crosshair = byId('crosshair', HTMLElement);
  const flag = byId('flag', HTMLElement);
  const show = startTooltip();
  const highlight = new Highlight(stage.workspace);
  /** @type {{target: HTMLCanvasElement, x: number, y: number}|null} in the window's pixels */
  let pointer = null;

  const clear = () => {
    tooltip.hidden = true;
    crosshair.hidden = true;
    highlight.set(null);
  };
  const leave = () => {
    pointer = null;
    clear();
  };

  const refresh = () => {
    if (!pointer) return;
    const box = pointer.target.getBoundingClientRect();
    const x = pointer.x - box.left;
    const view = stage.viewAt(x, pointer.target);
    if (!view || !pointer.target.isConnected || x < view.left || x >= view.left + view.width) return clear();
    const root = stage.root.getBoundingClientRect();
    // A plot has no genome axis that the line could point at.
    crosshair.hidden = stage.cardOf(pointer.target)?.module?.plot === true;
    crosshair.style.transform = `translateX(${Math.round(pointer.x - root.left)}px)`;
    const at = withCommas(Math.floor(toPos(view, x)) + 1);
    flag.textContent = view.pane === undefined ? at : `${view.seqName}:${at}`;
    const line = pointer.x - root.left;
    flag.style.transform = `translateX(${textLeft(line, line, flag.offsetWidth, root.width)}px)`;
    const dragging = stage.root.classList.contains('dragging');
    const picked = dragging ? null : stage.pickableOf(pointer.target)?.pick(view, x, pointer.y - box.top) ?? null;
    const placed = picked && picked.end > picked.start; // a row of a heatmap has no place
    highlight.set(placed ? { seqName: view.seqName, start: picked.start, end: picked.end, ends: picked.ends } : null);
    if (picked) show(picked, pointer.x, pointer.y);
    else tooltip.hidden = true;
  };

  const moved = (/** @type {PointerEvent} */ e) => {
    if (!(e.target instanceof HTMLCanvasElement)) return leave();
    pointer = { target: e.target, x: e.clientX, y: e.clientY };
    refresh();
  };
  stage.root.addEventListener('pointermove', moved);
  // Another chart comes under a pointer that rests.
  document.addEventListener('scroll', () => {
    if (!pointer) return;
    const target = document.elementFromPoint(pointer.x, pointer.y);
    if (!(target instanceof HTMLCanvasElement) || !stage.root.contains(target)) return leave();
    pointer.target = target;
    refresh();
  }, { passive: true });
  // A finger does not move before it touches, and the tooltip is read once it is gone.
  document.addEventListener('pointerdown', (e) => {
    if (e.target instanceof HTMLCanvasElement && stage.root.contains(e.target)) moved(e);
    else leave();
  });
  stage.root.addEventListener('pointerup', (e) => {
    if (e.pointerType === 'touch' && stage.root.classList.contains('dragging')) leave();
  });
  stage.root.addEventListener('pointerleave', (e) => {
    if (e.pointerType !== 'touch') leave();
  });
  return refresh;
}
