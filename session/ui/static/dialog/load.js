/**
 * Files that a person drops on the page or chooses: where they are dropped, and how far each is.
 *
 * @typedef {import('../net/upload.js').Progress} Progress
 * @typedef {import('../types.js').Measurement} Measurement
 */
import { defaultChart } from '../charts/index.js';
import { formatSize, inOrder } from '../model/format.js';
import { base64 } from '../net/encode.js';
import { Uploads } from '../net/upload.js';
import { el, icon } from '../page/dom.js';

/**
 * @param {import('../net/upload.js').Call} call
 * @param {{online: () => boolean, loaded: (file: Progress) => void, said: (sentence: string) => void}} page
 * @returns {() => void} lets a person choose files
 */
export function startLoad(call, page) {
  const input = el('input', { type: 'file', id: 'load-files', multiple: true, hidden: true, 'aria-label': 'Files to load' });
  const list = el('section', { id: 'loads', 'aria-label': 'Files being loaded', hidden: true });
  document.body.append(input, list);
  /** @type {Map<Progress, Row>} */
  const rows = new Map();
  const close = (/** @type {Progress} */ file) => {
    const row = rows.get(file);
    if (row?.element.contains(document.activeElement)) document.getElementById('stage')?.focus({ preventScroll: true });
    row?.element.remove();
    rows.delete(file);
    list.hidden = rows.size === 0;
  };
  const uploads = new Uploads(call, base64, (file) => {
    if (file.stage === 'loaded') page.loaded(file);
    if (file.stage === 'loaded' || file.stage === 'given up') return close(file);
    let row = rows.get(file);
    if (!row) {
      row = new Row(file, () => (file.stage === 'failed' ? close(file) : file.giveUp()));
      rows.set(file, row);
      list.append(row.element);
      list.hidden = false;
    }
    row.show();
  });
  const load = (/** @type {File[]} */ files) => {
    if (files.length === 0) return;
    if (page.online()) uploads.send(files);
    else page.said('There is no connection to epivizgo, so nothing can be loaded now.');
  };
  input.addEventListener('change', () => {
    const files = [...(input.files ?? [])];
    input.value = ''; // the same file may be chosen again
    load(files);
  });
  startDrop(page.online, load, page.said);
  return () => input.click();
}

/**
 * Returns what is said of a file that is loaded, and the chart that is offered for it.
 * @param {Progress} file @param {Measurement[]} offered
 * @returns {{text: string, chart: {type: string, measurement: Measurement}|null}}
 */
export function loadedSaid({ name, said, measurements }, offered) {
  const measurement = offered.find((m) => measurements.includes(m.id) && m.annotation?.column === undefined);
  return {
    text: `Loaded ${inOrder(name)}${said && `: ${inOrder(said)}`}`,
    chart: measurement ? { type: defaultChart(measurement).type, measurement } : null,
  };
}

/** A file that is on its way, or was refused. */
class Row {
  /** @param {Progress} file @param {() => void} press */
  constructor(file, press) {
    this.file = file;
    this.bar = el('progress', { 'aria-label': inOrder(file.name) });
    this.text = el('p', { class: 'as' });
    this.button = el('button', { type: 'button', class: 'close', onclick: press }, icon('close'));
    this.element = el('div', { class: 'load' },
      el('p', { class: 'what', title: inOrder(file.name) }, inOrder(file.name)), this.button, this.bar, this.text);
  }

  show() {
    const { name, size, sent, stage, said } = this.file;
    const failed = stage === 'failed';
    this.button.title = failed ? 'Close' : 'Cancel';
    this.button.setAttribute('aria-label', `${this.button.title} ${inOrder(name)}`);
    this.element.classList.toggle('failed', failed);
    this.bar.hidden = failed;
    if (stage === 'sending' && size > 0) this.bar.value = sent / size;
    else this.bar.removeAttribute('value'); // it is not known how far it is
    if (stage === 'waiting') this.bar.value = 0;
    if (failed) this.text.setAttribute('role', 'alert');
    this.text.textContent = failed ? said
      : stage === 'reading' ? 'epivizgo reads it…'
      : stage === 'waiting' ? `Waits, ${formatSize(size)}`
      : `${Math.floor((100 * sent) / Math.max(size, 1))} % of ${formatSize(size)} sent`;
  }
}

/**
 * Takes files that are dropped anywhere on the page, and shows that it does.
 * @param {() => boolean} online @param {(files: File[]) => void} load @param {(sentence: string) => void} said
 */
function startDrop(online, load, said) {
  const title = el('h2');
  const hint = el('p');
  const target = el('div', { id: 'drop', popover: 'manual' }, el('div', {}, el('section', {}, title, hint)));
  document.body.append(target);
  const hasFiles = (/** @type {DragEvent} */ e) => e.dataTransfer?.types.includes('Files') ?? false;
  const hide = () => {
    if (target.matches(':popover-open')) target.hidePopover();
  };
  addEventListener('dragenter', (e) => {
    if (!hasFiles(e)) return;
    e.preventDefault();
    if (target.matches(':popover-open')) return;
    title.textContent = online() ? 'Drop files to load them' : 'Not connected to epivizgo';
    hint.textContent = online() ? 'With their index files, if they have any. epivizgo keeps a copy as long as the session needs it.'
      : 'Nothing can be loaded now.';
    target.showPopover();
  });
  addEventListener('dragover', (e) => {
    if (!hasFiles(e) || !e.dataTransfer) return;
    e.preventDefault(); // otherwise the browser opens the file in place of the page
    e.dataTransfer.dropEffect = online() ? 'copy' : 'none';
  });
  addEventListener('dragleave', (e) => {
    if (e.relatedTarget === null) hide();
  });
  addEventListener('drop', (e) => {
    hide();
    if (!hasFiles(e) || !e.dataTransfer) return;
    e.preventDefault();
    const items = [...e.dataTransfer.items].filter((item) => item.kind === 'file');
    const folders = items.map((item) => item.webkitGetAsEntry?.()).filter((entry) => entry?.isDirectory);
    const names = new Set(folders.map((folder) => folder?.name));
    for (const name of names) said(`${inOrder(name ?? '')} is a folder: drop the files in it.`);
    load([...e.dataTransfer.files].filter((f) => !(names.has(f.name) && f.type === '')));
  });
  document.addEventListener('keydown', (e) => {
    if (e.key === 'Escape') hide();
  });
}
