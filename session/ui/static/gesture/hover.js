/**
 * What is under the pointer: its tooltip, a line through all charts, and the
 * highlight in every chart.
 *
 * @typedef {import('../stage/stage.js').Stage} Stage
 * @typedef {import('../types.js').Picked} Picked
 */
import { byId, el } from '../page/dom.js';
import { withCommas } from '../model/format.js';
import { toPos } from '../model/view.js';

/** Pixels between the pointer and the tooltip. */
const OFFSET = 14;

/**
 * @param {Stage} stage
 * @returns {() => void} to be called after a frame: what is under a resting pointer changes when the
 *   view moves or data come
 */
export function startHover(stage) {
  const tooltip = byId('tooltip', HTMLElement);
  const crosshair = byId('crosshair', HTMLElement);
  const flag = byId('flag', HTMLElement);
  /** @type {{target: HTMLCanvasElement, x: number, y: number}|null} in the window's pixels */
  let pointer = null;
  let shown = '';
  /** Whether the highlight is what this page's pointer is on. */
  let highlighting = false;
  const { workspace } = stage;

  const clear = () => {
    tooltip.hidden = true;
    crosshair.hidden = true;
    // The highlight of another page is not this page's to clear.
    if (highlighting) workspace.setHover(null, true);
    highlighting = false;
  };
  const leave = () => {
    pointer = null;
    clear();
  };

  const refresh = () => {
    if (!pointer) return;
    const view = stage.view();
    const box = pointer.target.getBoundingClientRect();
    const x = pointer.x - box.left;
    if (!view || !pointer.target.isConnected || x < view.left || x >= view.left + view.width) return clear();
    const root = stage.root.getBoundingClientRect();
    // A plot has no genome axis that the line could point at.
    crosshair.hidden = stage.cardOf(pointer.target)?.module?.plot === true;
    crosshair.style.transform = `translateX(${Math.round(pointer.x - root.left)}px)`;
    flag.textContent = withCommas(Math.floor(toPos(view, x)) + 1);
    const dragging = stage.root.classList.contains('dragging');
    const card = dragging ? null : stage.cardOf(pointer.target);
    const picked = card ? card.pick(view, x, pointer.y - box.top) : null;
    if (picked || highlighting) workspace.setHover(picked && { seqName: view.seqName, start: picked.start, end: picked.end }, true);
    highlighting = picked !== null;
    tooltip.hidden = !picked;
    if (picked) show(picked, pointer.x, pointer.y);
  };

  /** @param {Picked} picked @param {number} x @param {number} y */
  const show = (picked, x, y) => {
    const key = JSON.stringify(picked);
    if (key !== shown) {
      shown = key;
      tooltip.replaceChildren(el('p', { class: 'where' }, picked.title), ...picked.lines.map(({ label, value, color }) => {
        const swatch = color ? el('span', { class: 'swatch' }) : null;
        if (swatch) swatch.style.background = color ?? '';
        return el('p', { class: 'line' }, swatch, el('span', { class: 'what' }, label), el('span', { class: 'value' }, value));
      }));
    }
    const { offsetWidth: w, offsetHeight: h } = tooltip;
    const left = x + OFFSET + w > innerWidth - 8 ? x - OFFSET - w : x + OFFSET;
    const top = y + OFFSET + h > innerHeight - 8 ? y - OFFSET - h : y + OFFSET;
    tooltip.style.transform = `translate(${Math.max(8, Math.round(left))}px, ${Math.max(8, Math.round(top))}px)`;
  };

  const moved = (/** @type {PointerEvent} */ e) => {
    if (!(e.target instanceof HTMLCanvasElement)) return leave();
    pointer = { target: e.target, x: e.clientX, y: e.clientY };
    refresh();
  };
  stage.root.addEventListener('pointermove', moved);
  // A finger does not move before it touches, and what it has tapped on is read when it is gone.
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
