/**
 * What the stage shows of the workspace: the place or places with their pixels, and what is marked on them.
 *
 * @typedef {import('../model/workspace.js').Workspace} Workspace
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').Stretch} Stretch
 */
import { panesOf } from '../model/panes.js';
import { stretchesOn } from '../model/selection.js';

export class Shown {
  /** @param {Workspace} workspace */
  constructor(workspace) {
    this.workspace = workspace;
    /** What the panes were made from, and they. @type {any[]} */
    this.from = [];
    /** @type {import('../types.js').Pane[]} */
    this.panes = [];
    /** @type {{highlight: Stretch|null, selection: Stretch[]}} what every chart marks */
    this.marked = { highlight: null, selection: [] };
    /** The sequence of the marks. */
    this.markedOn = '';
  }

  /**
   * Returns what is shown with the pixels it is drawn to, null without a place.
   * @param {number} left @param {number} width @returns {View|null}
   */
  view(left, width) {
    const { place, whole, flip } = this.workspace;
    if (!place || width <= 0) return null;
    const view = { ...place, left, width };
    return this.isSeveral() ? { ...view, whole, panes: this.panesIn(left, width) } : { ...view, flip };
  }

  /** Reports whether several places, or a whole genome, are shown. */
  isSeveral() {
    return this.workspace.places.length > 1 || this.workspace.whole;
  }

  /** Returns the panes, the same list as long as they are the same. @param {number} left @param {number} width */
  panesIn(left, width) {
    const { workspace } = this;
    const { places, whole, seqInfos } = workspace;
    const from = [places, whole, left, width, seqInfos];
    if (!from.every((v, i) => v === this.from[i])) {
      this.from = from;
      this.panes = panesOf(places, whole, left, width, (seqName) => workspace.limits(seqName));
    }
    return this.panes;
  }

  /** Reports whether the marks are of another sequence than the one that is shown. */
  isStale() {
    return this.marksOn() !== this.markedOn;
  }

  /** Names the sequence whose marks the charts are given, '' for those of all. */
  marksOn() {
    return this.isSeveral() ? '' : this.workspace.place?.seqName ?? '';
  }

  /**
   * Finds the stretches of the present sequence that the charts mark: the hover and the selection. Charts of several
   * places find those of each.
   */
  updateMarks() {
    const { hover, selection } = this.workspace;
    this.markedOn = this.marksOn();
    if (this.markedOn === '') {
      this.marked = { highlight: hover, selection };
      return;
    }
    const chosen = stretchesOn(selection, this.markedOn);
    // Another array makes the charts redraw: an equal selection keeps its array.
    const same = JSON.stringify(chosen) === JSON.stringify(this.marked.selection);
    const ends = hover?.ends?.filter(({ seqName }) => seqName === this.markedOn);
    this.marked = {
      highlight: hover && hover.seqName === this.markedOn ? { ...hover, ends } : null,
      selection: same ? this.marked.selection : chosen,
    };
  }
}
