/**
 * Marking with the pointer: a region to zoom to (shift, or on the ruler), what
 * is to be selected (alt, or while selecting is switched on, and on plots), and
 * clicks on what charts show. What they mark is marks.js's.
 *
 * @typedef {import('../stage/stage.js').Stage} Stage
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Box} Box
 * @typedef {import('../stage/card.js').Card} Card
 * @typedef {import('./press.js').Drag} Drag
 *
 * @typedef {object} Brush
 * @property {(down: PointerEvent, target: HTMLCanvasElement, view: View, onRuler: boolean) => Drag|null} begin  null
 *   when the press marks nothing
 * @property {(target: HTMLCanvasElement, e: PointerEvent) => void} click
 * @property {() => boolean} mode  whether plain drags select
 * @property {(on: boolean) => void} setMode
 */
import { formatBases } from '../model/format.js';
import { selectionText } from '../model/selection.js';
import { viewAround } from '../model/view.js';
import { byId } from '../page/dom.js';
import { aroundSelection, bandOf, boxOf, clickedOn, selectedBy, zoomedTo } from './marks.js';

/**
 * @param {Stage} stage
 * @param {(sentence: string) => void} tell
 * @returns {Brush}
 */
export function startBrush(stage, tell) {
  const { workspace, root } = stage;
  const band = byId('band', HTMLElement);
  const bandText = byId('band-text', HTMLElement);
  const button = byId('select-mode', HTMLButtonElement);
  let selecting = false;

  /** Shows the band between points of the window. @param {Box} box @param {'zoom'|'select'|'box'} kind @param {string} text */
  const show = (box, kind, text) => {
    const { left, top } = root.getBoundingClientRect();
    band.hidden = false;
    band.dataset.kind = kind;
    band.style.transform = `translate(${box.x0 - left}px, ${box.y0 - top}px)`;
    band.style.width = `${box.x1 - box.x0}px`;
    band.style.height = `${box.y1 - box.y0}px`;
    bandText.textContent = text;
  };
  const hide = () => {
    band.hidden = true;
  };

  /** @param {Place[]} places @param {PointerEvent} e */
  const select = (places, e) => workspace.setSelection(selectedBy(workspace.selection, places, more(e)), true);

  /**
   * Begins a band over all charts.
   * @param {PointerEvent} down @param {HTMLCanvasElement} target @param {View} view @param {'zoom'|'select'} kind
   * @returns {Drag}
   */
  const banding = (down, target, view, kind) => {
    const { left } = target.getBoundingClientRect();
    const to = (/** @type {PointerEvent} */ e) => bandOf(view, left, down.clientX, e.clientX, workspace.limits());
    return {
      move: (e) => {
        const { x0, x1, place } = to(e);
        const { top, bottom } = root.getBoundingClientRect();
        show({ x0, x1, y0: top, y1: bottom }, kind, formatBases(place.end - place.start));
      },
      end: (e, moved) => {
        hide();
        const { place, slip } = to(e);
        if (!moved) click(target, e);
        else if (slip) return;
        else if (kind === 'zoom') workspace.setPlace(zoomedTo(place, workspace.limits()), true);
        else select([place], e);
      },
      cancel: hide,
    };
  };

  /**
   * Begins a box on a plot.
   * @param {PointerEvent} down @param {Card} card @param {View} view
   * @returns {Drag}
   */
  const boxing = (down, card, view) => {
    const at = card.canvas.getBoundingClientRect();
    return {
      move: (e) => show(boxOf(down, e, at), 'box', ''),
      end: (e, moved) => {
        hide();
        if (!moved) return click(card.canvas, e);
        const { x0, x1, y0, y1 } = boxOf(down, e, at);
        const found = card.pickAll(view, { x0: x0 - at.left, x1: x1 - at.left, y0: y0 - at.top, y1: y1 - at.top });
        select(found.map(({ start, end }) => ({ seqName: view.seqName, start, end })), e);
      },
      cancel: hide,
    };
  };

  /**
   * Selects the feature under a click, or removes it from the selection. With ctrl
   * or cmd the rest stays selected. A click on what leads to the other end of a pair
   * goes there, with both ends selected.
   * @param {HTMLCanvasElement} target @param {PointerEvent} e
   */
  const click = (target, e) => {
    const card = stage.cardOf(target);
    const view = stage.view();
    if (!card || !view) return;
    const at = target.getBoundingClientRect();
    const picked = card.pick(view, e.clientX - at.left, e.clientY - at.top);
    const all = picked ? (picked.ends ?? [{ seqName: view.seqName, start: picked.start, end: picked.end }]) : [];
    // An end may be on a sequence that the program does not know.
    const places = all.filter(({ seqName }) => seqName === view.seqName || workspace.bounds(seqName));
    if (picked?.goes && !more(e)) {
      workspace.setSelection(places, true);
      if (!workspace.bounds(picked.goes.seqName)) return tell(`${picked.goes.seqName} is not among the sequences.`);
      workspace.setPlace(viewAround(picked.goes, view, workspace.limits(picked.goes.seqName)), true);
      return;
    }
    workspace.setSelection(clickedOn(workspace.selection, places, more(e)), true);
  };

  const setMode = (/** @type {boolean} */ on) => {
    selecting = on;
    button.setAttribute('aria-pressed', String(on));
    root.classList.toggle('selecting', on);
  };
  button.addEventListener('click', () => setMode(!selecting));

  return {
    begin: (down, target, view, onRuler) => {
      const card = stage.cardOf(target);
      if (card?.module?.plot) return boxing(down, card, view);
      if (down.shiftKey || onRuler) return banding(down, target, view, 'zoom');
      if (down.altKey || selecting) return banding(down, target, view, 'select');
      return null;
    },
    click,
    mode: () => selecting,
    setMode,
  };
}

/** @param {PointerEvent} e */
function more(e) {
  return e.ctrlKey || e.metaKey;
}

/**
 * Starts the bar with the selection and its buttons.
 * @param {Stage} stage
 */
export function startSelectionBar({ workspace }) {
  const bar = byId('selected', HTMLElement);
  const text = byId('selected-text', HTMLElement);
  byId('selected-clear', HTMLButtonElement).addEventListener('click', () => workspace.setSelection([], true));
  byId('selected-zoom', HTMLButtonElement).addEventListener('click', () => {
    const place = aroundSelection(workspace.selection, (seqName) => workspace.limits(seqName));
    if (place) workspace.setPlace(place, true);
  });
  workspace.onChange((topic) => {
    if (topic !== 'selection') return;
    const { selection } = workspace;
    bar.hidden = selection.length === 0;
    if (selection.length > 0) text.textContent = selectionText(selection);
  });
}
