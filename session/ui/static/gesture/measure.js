/**
 * Measuring between two points: by a drag on the ruler with Shift, by any drag after M, or by keys, which move a
 * marker. What is measured stays until Escape; it can be copied, selected or zoomed to.
 *
 * @typedef {import('../stage/stage.js').Stage} Stage
 * @typedef {import('../types.js').Place} Place
 */
import { formatPlace } from '../model/format.js';
import { Marker, measureText } from '../model/measure.js';
import { toX } from '../model/view.js';
import { copyText } from '../page/address.js';
import { byId, isForPage } from '../page/dom.js';
import { textLeft, zoomedTo } from './marks.js';

/** What is measured, and the marker of the keys. Knows no document. */
export class Measure {
  /** @param {import('../model/workspace.js').Workspace} workspace @param {() => void} changed */
  constructor(workspace, changed) {
    this.workspace = workspace;
    this.changed = changed;
    /** @type {Place|null} */
    this.place = null;
    /** @type {Marker|null} while keys measure, and drags */
    this.marker = null;
  }

  /** Reports whether drags measure. */
  active() {
    return this.marker !== null;
  }

  start() {
    const { place } = this.workspace;
    if (!place) return;
    this.marker = new Marker(place);
    this.place = null;
    this.changed();
  }

  /** Takes what a drag has measured. @param {Place} place */
  take(place) {
    this.marker = null;
    this.place = place;
    this.changed();
  }

  /** Ends measuring. @returns {boolean} false without anything measured */
  clear() {
    if (!this.marker && !this.place) return false;
    this.marker = null;
    this.place = null;
    this.changed();
    return true;
  }

  /** Returns what is shown: the place that is measured, or where the marker is. */
  shown() {
    return this.place ?? this.marker?.place() ?? null;
  }

  /** Returns what is said of it. */
  words() {
    const { marker, place } = this;
    if (place) return measureText(place);
    if (!marker) return '';
    if (marker.from === null) {
      const at = formatPlace(marker.place()).replace(/-[\d,]*$/, '');
      return `Marker at ${at}. Drag, or ← → move it, Enter begins.`;
    }
    return `${measureText(marker.place())}. ← → move the end, Enter ends.`;
  }

  /**
   * Handles a key while there is a marker.
   * @param {string} key @param {boolean} shift
   * @returns {boolean} whether it is one of the marker's
   */
  key(key, shift) {
    const { marker, workspace } = this;
    const view = workspace.place;
    if (!marker || !view) return false;
    if (marker.seqName !== view.seqName) return false;
    const limits = workspace.limits();
    if (key === 'ArrowLeft' || key === 'ArrowRight') marker.step(key === 'ArrowLeft' ? -1 : 1, shift, view, limits);
    else if (key === ',' || key === '.') marker.move(key === ',' ? -1 : 1, limits);
    else if (key === 'Home' || key === 'End') marker.toEdge(key === 'Home' ? 0 : 1, view, limits);
    else if (key !== 'Enter') return false;
    else if (marker.from === null) marker.begin();
    else {
      this.take(marker.place());
      return true;
    }
    this.changed();
    workspace.movePane(0, marker.viewWith(view, limits), true);
    return true;
  }
}

/**
 * @param {Stage} stage @param {(sentence: string) => void} tell
 * @returns {{measure: Measure, refresh: () => void}} refresh is to be called after a frame
 */
export function startMeasure(stage, tell) {
  const { workspace } = stage;
  const band = byId('measure', HTMLElement);
  const text = byId('measure-text', HTMLElement);
  const bar = byId('measured', HTMLElement);
  const words = byId('measured-text', HTMLElement);
  const buttons = byId('measured-buttons', HTMLElement);
  const measure = new Measure(workspace, () => show());

  const refresh = () => {
    const place = measure.shown();
    const isIn = (/** @type {import('../types.js').View} */ { seqName, start, end }) =>
      seqName === place?.seqName && start < place.end && end > place.start;
    const all = stage.view();
    const view = all?.panes ? all.panes.find(isIn) ?? null : all; // of places side by side, the first that has it
    band.hidden = !place || !view || place.seqName !== view.seqName || place.end <= view.start || place.start >= view.end;
    if (band.hidden || !place || !view) return;
    const left = stage.ruler.getBoundingClientRect().left - stage.root.getBoundingClientRect().left - stage.root.clientLeft;
    const x = (/** @type {number} */ pos) => left + Math.min(Math.max(toX(view, pos), view.left), view.left + view.width);
    const [x0, x1] = [x(place.start), x(place.end)];
    band.style.transform = `translateX(${x0}px)`;
    band.style.width = `${Math.max(1, x1 - x0)}px`;
    text.style.marginLeft = `${textLeft(x0, x1, text.offsetWidth, stage.root.clientWidth)}px`;
  };
  const show = () => {
    const shown = measure.shown();
    const had = bar.contains(document.activeElement);
    stage.root.classList.toggle('measuring', measure.active());
    bar.hidden = !shown;
    buttons.hidden = !measure.place;
    words.textContent = measure.words();
    text.textContent = shown && (measure.place || measure.marker?.from !== null) ? measureText(shown).split(' · ')[0] : '';
    if (had && (bar.hidden || buttons.hidden)) stage.root.focus({ preventScroll: true });
    refresh();
  };

  byId('measured-copy', HTMLButtonElement).addEventListener('click', async (e) => {
    if (!measure.place) return;
    const copied = await copyText(`${formatPlace(measure.place)} ${measureText(measure.place).split(' · ')[0]}`);
    /** @type {HTMLElement} */ (e.target).focus({ preventScroll: true });
    tell(copied ? 'The positions and the distance are on the clipboard.' : 'This browser does not let the page copy.');
  });
  byId('measured-select', HTMLButtonElement).addEventListener('click', () => {
    if (measure.place) workspace.setSelection([measure.place], true);
  });
  byId('measured-zoom', HTMLButtonElement).addEventListener('click', () => {
    const { place } = measure;
    if (place) workspace.setPlace(zoomedTo(place, workspace.limits(place.seqName)), true);
  });
  byId('measured-clear', HTMLButtonElement).addEventListener('click', () => measure.clear());
  // Before the keys of charts and of the page, which have others for them.
  document.addEventListener('keydown', (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || !isForPage(e)) return;
    // Bars and the details have keys of their own.
    const inBar = document.activeElement?.closest('#bars, #details');
    if (e.key.toLowerCase() === 'm' && !e.shiftKey) {
      if (!measure.clear()) measure.start();
    } else if (e.key === 'Escape') {
      if (stage.root.classList.contains('dragging') || !measure.clear()) return;
    } else if (inBar || !measure.key(e.key, e.shiftKey)) return;
    else if (!measure.marker) byId('measured-select', HTMLButtonElement).focus({ preventScroll: true });
    e.preventDefault();
    e.stopPropagation();
  }, { capture: true });
  return { measure, refresh };
}
