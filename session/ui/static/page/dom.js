/**
 * Helpers that make elements. Text is always inserted as text, never as HTML.
 */
import { partsOf } from '../model/format.js';

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [props] attributes; `class` and `on<event>` as usual, true is an empty
 *   attribute, false, null and undefined are none
 * @param {...(Node|string|null|false)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((c) => c !== null && c !== false));
  return element;
}

/**
 * Returns the element of index.html with an ID; throws when it is missing.
 * @template {HTMLElement} T
 * @param {string} id
 * @param {new () => T} type
 * @returns {T}
 */
export function byId(id, type) {
  const element = document.getElementById(id);
  if (!(element instanceof type)) throw new Error(`index.html has no ${type.name} #${id}`);
  return element;
}

/** Returns a name as nodes between which a line may end. @param {string} name @returns {(Node|string)[]} */
export function breakable(name) {
  return partsOf(name).flatMap((part, i) => (i === 0 ? [part] : [document.createElement('wbr'), part]));
}

const SVG = 'http://www.w3.org/2000/svg';

/** Strokes of the icons on a field of 16 by 16. */
const ICONS = {
  close: 'M4.5 4.5l7 7M11.5 4.5l-7 7',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  plus: 'M8 3v10M3 8h10',
  check: 'M3.5 8.5l3 3 6-7',
  copy: 'M6 6h7v7H6zM3 10V3h7',
};

/** @param {keyof typeof ICONS} name @returns {SVGElement} */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** Reports whether keys pressed on an element are meant for it, not for the page. @param {EventTarget|null} target */
export function takesKeys(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName));
}

/** Reports whether a key is for the page: not for a field, a dialog or a menu, and not used yet. @param {KeyboardEvent} e */
export function isForPage(e) {
  return !e.defaultPrevented && !takesKeys(e.target) && !document.querySelector('dialog[open], [popover]:popover-open');
}
