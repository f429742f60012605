/**
 * The panel with the details of what was clicked on. It stays while the view moves, and goes from row to row with
 * the program, also beyond the view.
 *
 * @typedef {import('../stage/stage.js').Stage} Stage
 * @typedef {import('../stage/card.js').Card} Card
 * @typedef {import('../types.js').Place} Place
 * @typedef {import('../types.js').Picked} Picked
 * @typedef {import('../types.js').Feature} Feature
 * @typedef {import('../model/details.js').Field} Field
 * @typedef {import('../net/details.js').Details} Details
 *
 * What the panel is about: a row of a measurement, or what is drawn of several (nth is -1).
 * @typedef {{measurement: import('../types.js').Measurement, place: Place, nth: number}} Subject
 */
import { edgesOf } from '../gesture/marks.js';
import { basesLabel, cornerFor, featureName, fieldsDrawn, fieldsOf, placeText, tableOf } from '../model/details.js';
import { inOrder } from '../model/format.js';
import { paneFor } from '../model/panes.js';
import { viewAround } from '../model/view.js';
import { copyText } from '../page/address.js';
import { el, icon, isForPage } from '../page/dom.js';
import { linkRow } from './link-out.js';

/** The most characters of a value that are shown; the button copies all. */
const MOST_SHOWN = 400;
/** Pixels of a row about the pointer that the panel does not cover, and between it and the window. */
const REACH = 12;
const MARGIN = 12;
/** Room for the bar of the selection, under a panel at the bottom. */
const BELOW = 68;

/** @param {Stage} stage @param {Details} program @param {(template: string) => Promise<string>} setLinkOut */
export function startDetails(stage, program, setLinkOut) {
  return new DetailsPanel(stage, program, setLinkOut);
}

export class DetailsPanel {
  /** @param {Stage} stage @param {Details} program @param {(template: string) => Promise<string>} setLinkOut */
  constructor(stage, program, setLinkOut) {
    this.stage = stage;
    this.program = program;
    /** @type {Subject|null} null while it is closed */
    this.subject = null;
    /** Counts what was asked for: an answer to an earlier question is dropped. */
    this.asked = 0;
    /** @type {Element|null} what had the focus before */
    this.before = null;
    /** @type {Field[]} */
    this.fields = [];
    this.title = el('h2', { id: 'details-title' });
    this.kind = el('p', { class: 'kind' });
    this.list = el('dl', { class: 'fields' });
    this.said = el('p', { class: 'said', role: 'status' });
    this.previous = this.step('previous', 'Previous', ',');
    this.next = this.step('next', 'Next', '.');
    this.link = linkRow(stage.workspace, setLinkOut);
    this.element = el('section', {
      id: 'details', class: 'details', role: 'dialog', 'aria-labelledby': 'details-title', tabindex: -1, hidden: true,
      onkeydown: (/** @type {KeyboardEvent} */ e) => this.key(e),
    },
      el('div', { class: 'heading' }, this.title,
        el('button', {
          type: 'button', class: 'close', 'aria-label': 'Close', title: 'Close (Esc)', onclick: () => this.close(),
        }, icon('close'))),
      this.kind,
      el('div', { class: 'steps' }, this.previous, this.next, el('button', {
        type: 'button', class: 'secondary', onclick: () => this.copy(tableOf(this.fields), 'All'),
      }, 'Copy all'), this.link.element),
      this.said, this.list);
    document.body.append(this.element);
    document.addEventListener('keydown', (e) => {
      if (e.key !== 'Escape' || !this.subject || !isForPage(e)) return;
      e.preventDefault();
      this.close();
    });
  }

  /** @param {'previous'|'next'} way @param {string} label @param {string} key */
  step(way, label, key) {
    return el('button', {
      type: 'button', class: 'secondary', title: `${label} row of the data (${key})`, 'aria-keyshortcuts': key, onclick: () => this.go(way),
    }, label);
  }

  /**
   * Shows what was picked on a chart; without anything, the panel closes.
   * @param {Card|null} card @param {Picked|null} picked @param {{clientX: number, clientY: number}} at
   */
  async open(card, picked, at) {
    const view = this.stage.viewAt(at.clientX - (card?.canvas.getBoundingClientRect().left ?? 0), card?.canvas ?? null);
    const measurement = card?.series[picked?.of?.series ?? 0]?.measurement;
    if (!card || !picked || !view || !measurement) return this.close();
    const opening = !this.subject;
    if (opening) this.before = document.activeElement;
    const place = { seqName: view.seqName, start: picked.start, end: picked.end };
    const subject = { measurement, place, nth: picked.of?.nth ?? 0 };
    this.subject = subject;
    const rows = measurement.type !== 'sequence';
    this.previous.hidden = this.next.hidden = !rows;
    const ask = ++this.asked;
    this.show(inOrder(picked.title), measurement.name, fieldsDrawn(picked, place), null);
    this.element.hidden = false;
    this.put(at, view, place, card);
    this.element.focus({ preventScroll: true });
    const { feature } = subject.nth < 0 || !rows ? { feature: null } : await this.program.feature(measurement.id, place, subject.nth, '');
    if (ask !== this.asked) return;
    if (feature) this.show(this.nameOf(feature), measurement.name, withDrawn(feature, picked, measurement), feature);
    else if (rows) this.say('Drawn of several rows; Next goes to the first of them.');
    await this.sequence(ask, place);
  }

  /** Goes to the row after the present one, or before it. @param {'previous'|'next'} step */
  async go(step) {
    const { subject } = this;
    if (!subject || subject.measurement.type === 'sequence') return;
    const { measurement, place, nth } = subject;
    const ask = ++this.asked;
    const at = nth < 0 ? { ...place, end: place.start } : place;
    const { feature, error } = await this.program.feature(measurement.id, at, nth, step);
    if (ask !== this.asked || this.subject !== subject) return;
    if (!feature) return this.say(error || `There is nothing of ${measurement.name} ${step === 'next' ? 'after' : 'before'} this.`);
    this.subject = { measurement, place: feature.place, nth: feature.nth };
    this.show(this.nameOf(feature), measurement.name, fieldsOf(feature), feature);
    this.visit(feature);
    this.say(`${this.nameOf(feature)}, ${placeText(feature.place)}`);
    await this.sequence(ask, feature.place);
  }

  /** Brings a row to the middle of the view and selects it. @param {Feature} feature */
  visit({ place, ends }) {
    const { workspace } = this.stage;
    const limits = workspace.bounds(place.seqName);
    if (!workspace.place || !limits) return;
    const known = /** @type {Place[]} */ (ends.filter((end) => end && workspace.bounds(end.seqName)));
    const visible = { ...place, end: Math.max(place.end, place.start + 1) };
    workspace.setSelection(known.length > 0 ? known : [visible], true);
    if (workspace.whole) return; // it is in view
    const pane = paneFor(workspace.places, visible);
    workspace.movePane(pane, viewAround(visible, workspace.places[pane], limits), true);
  }

  /** Adds the bases of the place, if the program has them. @param {number} ask @param {Place} place */
  async sequence(ask, place) {
    const { bases, error } = await this.program.bases(place);
    if (ask !== this.asked || (!bases && !error)) return;
    const ofRead = Boolean(this.subject?.measurement.annotation?.reads);
    const field = bases ? { label: basesLabel(bases, ofRead), value: bases } : { label: 'Sequence', value: error };
    this.fields.push(field);
    this.list.append(...this.row(field, bases !== ''));
  }

  /** @param {string} title @param {string} kind @param {Field[]} fields @param {Feature|null} feature */
  show(title, kind, fields, feature) {
    this.title.textContent = title;
    this.kind.textContent = kind;
    this.fields = fields;
    this.list.replaceChildren(...fields.flatMap((field) => this.row(field, false)));
    this.link.show(feature);
    this.say('');
  }

  /** Returns a line with a button that copies it. @param {Field} field @param {boolean} mono */
  row({ label, value }, mono) {
    const shown = value.length > MOST_SHOWN ? `${value.slice(0, MOST_SHOWN)}…` : value;
    return [el('dt', {}, inOrder(label)), el('dd', {},
      el('span', { class: mono ? 'value bases' : 'value' }, inOrder(shown)),
      el('button', { type: 'button', class: 'copy', 'aria-label': `Copy ${label}`, title: 'Copy', onclick: () => this.copy(value, label) },
        icon('copy')))];
  }

  /** @param {string} text @param {string} what */
  async copy(text, what) {
    const focused = /** @type {HTMLElement|null} */ (document.activeElement);
    const done = await copyText(text);
    focused?.focus({ preventScroll: true });
    this.say(done ? `${what}: copied.` : 'This browser does not let the page copy.');
  }

  /** @param {string} sentence */
  say(sentence) {
    this.said.textContent = sentence;
  }

  /** @param {Feature} feature */
  nameOf(feature) {
    return inOrder(featureName(feature) || placeText(feature.place));
  }

  /**
   * Puts the panel where it does not cover what was clicked on.
   * @param {{clientX: number, clientY: number}} at @param {import('../types.js').View} view @param {Place} place @param {Card} card
   */
  put({ clientX, clientY }, view, place, card) {
    const { left } = card.canvas.getBoundingClientRect();
    const [x0, x1] = card.module?.plot ? [clientX, clientX] : edgesOf(view, place).map((x) => left + x);
    const clicked = {
      left: Math.min(x0, clientX) - REACH, right: Math.max(x1, clientX) + REACH, top: clientY - REACH, bottom: clientY + REACH,
    };
    const top = document.querySelector('.bar')?.getBoundingClientRect().bottom ?? 0;
    const room = { left: MARGIN, right: innerWidth - MARGIN, top: top + MARGIN, bottom: innerHeight - BELOW };
    const { offsetWidth: width } = this.element;
    // It may grow as far as its style lets it when the answers come.
    const height = Math.max(this.element.offsetHeight, parseFloat(getComputedStyle(this.element).maxHeight) || 0);
    const corner = cornerFor(clicked, { width, height }, room);
    this.element.dataset.side = corner.side;
    this.element.dataset.at = corner.at;
  }

  /** @param {KeyboardEvent} e */
  key(e) {
    if (e.target instanceof HTMLInputElement || e.ctrlKey || e.metaKey || e.altKey) return;
    const way = /** @type {const} */ ({ '.': 'next', ',': 'previous' })[e.key];
    if (!way) return;
    e.preventDefault();
    this.go(way);
  }

  close() {
    if (!this.subject) return;
    this.subject = null;
    this.asked++;
    const inside = this.element.contains(document.activeElement);
    this.element.hidden = true;
    if (!inside) return;
    const { before } = this;
    const there = before instanceof HTMLElement && before.isConnected && before !== document.body;
    (there ? before : this.stage.root).focus({ preventScroll: true });
  }
}

/**
 * Returns the fields of a row and, of numbers, what the chart shows of the other measurements there.
 * @param {Feature} feature @param {Picked} picked @param {import('../types.js').Measurement} measurement
 */
function withDrawn(feature, picked, measurement) {
  const others = measurement.type === 'feature' ? picked.lines.filter(({ label }) => label !== measurement.name) : [];
  return [...fieldsOf(feature), ...others.map(({ label, value }) => ({ label, value }))];
}
