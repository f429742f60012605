/**
 * How a report was made, at its end.
 */
import { formatSize, inOrder, plural, withCommas } from '../model/format.js';
import { byId, el } from '../page/dom.js';

/** @param {Pick<import('./store.js').Head, 'rounded'|'steps'>} head @returns {string} what is rounded */
export function precisionOf({ rounded, steps }) {
  if (rounded.length === 0) return 'Values have at least seven digits.';
  return `Values of ${rounded.map(inOrder).join(', ')} are rounded: to at most a ${steps}th of what most of them span in a region, `
    + `or to three digits on logarithmic axes, and the least and greatest of bins to a ${steps / 2}th. `
    + 'All others have at least seven digits.';
}

/** @param {number} bytes */
function sizeOf(bytes) {
  return bytes >= 1000 ? `${withCommas(bytes)} bytes, ${formatSize(bytes)}` : plural(bytes, 'byte');
}

/** Says what the report was made from. @param {import('./store.js').Head} head */
export function showMade(head) {
  const { made, notes, bins } = head;
  byId('about', HTMLElement).textContent = `At most ${plural(bins, 'bin')} a region. ${precisionOf(head)}`;
  byId('notes', HTMLElement).replaceChildren(...notes.map((note) => el('li', {}, inOrder(note))));
  byId('files', HTMLElement).replaceChildren(...made.files.map(({ name, size, sha256, note }) => {
    const words = [sha256 && sizeOf(size), note].filter(Boolean).join(', ');
    return el('tr', {}, el('th', { scope: 'row' }, inOrder(name)), el('td', {}, words), el('td', {}, el('code', {}, sha256)));
  }));
  byId('commands', HTMLElement).textContent = made.commands.map(inOrder).join('\n');
  byId('version', HTMLElement).textContent = `epivizgo ${inOrder(made.version)}`;
  byId('notes', HTMLElement).hidden = notes.length === 0;
  byId('made-files', HTMLElement).hidden = made.files.length === 0;
  byId('made-commands', HTMLElement).hidden = made.commands.length === 0;
}
