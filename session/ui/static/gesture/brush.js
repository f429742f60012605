/**
 * Marking with the pointer: a region to zoom to (shift, or on the ruler), what
 * is to be selected (alt, or while selecting is switched on, and on plots) or
 * measured (shift on the ruler), and clicks on what charts show. What they mark is marks.js's.
 *
 * @typedef {import('../stage/stage.js').Stage} Stage
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Box} Box
 * @typedef {import('../types.js').Picked} Picked
 * @typedef {import('../stage/card.js').Card} Card
 * @typedef {import('./press.js').Drag} Drag
 *
 * What shows the mark of a drag, in points of the window.
 * @typedef {{show: (box: Box, kind: 'measure'|'zoom'|'select'|'box', text: string) => void, hide: () => void}} Band
 */
import { formatBases } from '../model/format.js';
import { measureText } from '../model/measure.js';
import { selectionText } from '../model/selection.js';
import { byId } from '../page/dom.js';
import {
  aroundSelection, bandAcross, boxOf, boxWithin, clickDoes, kindOfDrag, selectedBy, spanOf, textLeft, zoomedTo,
} from './marks.js';

/** Marks places as presses, drags and clicks ask for. Knows no document. */
export class Brush {
  /**
   * @param {Pick<Stage, 'workspace'|'root'|'cardOf'|'view'|'viewAt'>} stage @param {Band} band
   * @param {(sentence: string) => void} tell @param {(on: boolean) => void} showMode
   * @param {(card: Card, picked: Picked|null, e: PointerEvent) => void} [clicked]  is told what a plain click has selected
   * @param {(card: Card, settings: Record<string, any>) => void} [change]  of a chart whose rows a drag chooses
   * @param {{active: () => boolean, take: (place: Place) => void}} [measure]  takes what drags measure
   */
  constructor(stage, band, tell, showMode, clicked = () => {}, change = () => {}, measure = { active: () => false, take: () => {} }) {
    this.stage = stage;
    this.workspace = stage.workspace;
    this.band = band;
    this.tell = tell;
    this.showMode = showMode;
    this.clicked = clicked;
    this.measure = measure;
    this.change = change;
    this.selecting = false;
  }

  /** Reports whether plain drags select. */
  mode() {
    return this.selecting;
  }

  /** @param {boolean} on */
  setMode(on) {
    this.selecting = on;
    this.showMode(on);
  }

  /**
   * Begins what a press marks.
   * @param {PointerEvent} down @param {HTMLCanvasElement} target @param {View} view @param {boolean} onRuler
   * @returns {Drag|null} null when the press marks nothing
   */
  begin(down, target, view, onRuler) {
    const card = this.stage.cardOf(target);
    const kind = kindOfDrag(down, Boolean(card?.module?.plot), onRuler, this.selecting, this.measure.active());
    if (kind === null) return null;
    if (kind === 'box') return card && this.boxing(down, card, view);
    return this.banding(down, target, view, kind, onRuler);
  }

  /**
   * Begins a band over all charts.
   * @param {PointerEvent} down @param {HTMLCanvasElement} target @param {View} view @param {'measure'|'zoom'|'select'} kind
   * @param {boolean} onRuler  which tells positions and the exact distance
   * @returns {Drag}
   */
  banding(down, target, view, kind, onRuler) {
    const { band, workspace, stage } = this;
    const { left } = target.getBoundingClientRect();
    // What is selected may be of several places side by side; a zoom is of the one where it began.
    const panes = kind !== 'select' || view.pane === undefined ? [view] : stage.view()?.panes ?? [view];
    const limitsOf = (/** @type {string} */ seqName) => workspace.limits(seqName);
    const to = (/** @type {PointerEvent} */ e) => bandAcross(panes, left, down.clientX, e.clientX, limitsOf);
    return {
      move: (e) => {
        const { x0, x1, places } = to(e);
        const { top, bottom } = stage.root.getBoundingClientRect();
        const bases = places.reduce((sum, p) => sum + p.end - p.start, 0);
        const exact = onRuler || kind === 'measure';
        band.show({ x0, x1, y0: top, y1: bottom }, kind, exact ? measureText(places[0]) : formatBases(bases));
      },
      end: (e, moved) => {
        band.hide();
        const { places, slip } = to(e);
        if (!moved) this.click(target, e);
        else if (slip) return;
        else if (kind === 'measure') this.measure.take(places[0]);
        else if (kind === 'zoom') workspace.movePane(view.pane ?? 0, zoomedTo(places[0], limitsOf(view.seqName)), true);
        else this.select(places, e);
      },
      cancel: band.hide,
    };
  }

  /**
   * Begins a box on a plot. It selects what is in it, or with Shift goes there; beside the cells of a heatmap it chooses
   * rows.
   * @param {PointerEvent} down @param {Card} card @param {View} view
   * @returns {Drag}
   */
  boxing(down, card, view) {
    const { band } = this;
    const at = card.canvas.getBoundingClientRect();
    return {
      move: (e) => band.show(boxOf(down, e, at), 'box', ''),
      end: (e, moved) => {
        band.hide();
        if (!moved) return this.click(card.canvas, e);
        const box = boxWithin(boxOf(down, e, at), at);
        const rows = card.zoomTo(view, box);
        if (rows) return this.change(card, rows);
        const found = card.pickAll(view, box);
        const around = down.shiftKey ? spanOf(found, view.seqName) : null;
        if (around) return this.workspace.setPlace(zoomedTo(around, this.workspace.limits()), true);
        this.select(found.map(({ start, end }) => ({ seqName: view.seqName, start, end })), e);
      },
      cancel: band.hide,
    };
  }

  /** @param {Place[]} places @param {PointerEvent} e */
  select(places, e) {
    this.workspace.setSelection(selectedBy(this.workspace.selection, places, more(e)), true);
  }

  /**
   * Selects what is under a click, or goes where it leads.
   * @param {HTMLCanvasElement} target @param {PointerEvent} e
   */
  click(target, e) {
    const { stage, workspace } = this;
    const card = stage.cardOf(target);
    const at = target.getBoundingClientRect();
    const view = stage.viewAt(e.clientX - at.left, target);
    if (!card || !view) return;
    const picked = card.pick(view, e.clientX - at.left, e.clientY - at.top);
    // In a whole genome, a click on what is no row of its own goes to its sequence.
    if (view.bare && !more(e) && !isRow(card, view, picked)) return workspace.setPlace(placeOf(view), true);
    const { selection, place, unknown } = clickDoes(picked, view, workspace, more(e));
    workspace.setSelection(selection, true);
    if (unknown !== null) this.tell(`${unknown} is not among the sequences.`);
    if (place) workspace.movePane(view.pane ?? 0, place, true);
    // A click that lets go of what was selected closes its details.
    if (!more(e)) this.clicked(card, selection.length > 0 ? picked : null, e);
  }
}

/**
 * Returns the band of the page over the stage.
 * @param {HTMLElement} root of the stage
 * @returns {Band}
 */
function pageBand(root) {
  const band = byId('band', HTMLElement);
  const bandText = byId('band-text', HTMLElement);
  return {
    show: (box, kind, text) => {
      const { left, top } = root.getBoundingClientRect();
      band.hidden = false;
      band.dataset.kind = kind;
      band.style.transform = `translate(${box.x0 - left}px, ${box.y0 - top}px)`;
      band.style.width = `${box.x1 - box.x0}px`;
      band.style.height = `${box.y1 - box.y0}px`;
      bandText.textContent = text;
      bandText.style.marginLeft = `${textLeft(box.x0 - left, box.x1 - left, bandText.offsetWidth, root.clientWidth)}px`;
    },
    hide: () => {
      band.hidden = true;
    },
  };
}

/**
 * @param {Stage} stage @param {(sentence: string) => void} tell
 * @param {(card: Card, picked: Picked|null, e: PointerEvent) => void} clicked  as in Brush
 * @param {(card: Card, settings: Record<string, any>) => void} change  likewise
 * @param {{active: () => boolean, take: (place: Place) => void}} measure  as in Brush
 */
export function startBrush(stage, tell, clicked, change, measure) {
  const button = byId('select-mode', HTMLButtonElement);
  const brush = new Brush(stage, pageBand(stage.root), tell, (on) => {
    button.setAttribute('aria-pressed', String(on));
    stage.root.classList.toggle('selecting', on);
  }, clicked, change, measure);
  button.addEventListener('click', () => brush.setMode(!brush.mode()));
  return brush;
}

/**
 * Reports whether a row was picked, rather than what is drawn of several.
 * @param {Card} card @param {View} view @param {Picked|null} picked
 */
function isRow(card, view, picked) {
  if (!picked || (picked.of?.nth ?? -1) < 0) return false;
  return card.series[picked.of?.series ?? 0]?.panes?.[view.pane ?? 0]?.kind !== 'bins';
}

/** @param {View} view @returns {Place} */
function placeOf({ seqName, start, end }) {
  return { seqName, start, end };
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
