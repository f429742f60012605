/**
 * What a report holds in its elements.
 */
import { byId } from '../page/dom.js';

/** What is kept in an element, in base64 and deflated. @param {string} id @returns {Promise<Uint8Array>} */
export async function kept(id) {
  const letters = byId(id, HTMLElement).textContent ?? '';
  const bytes = Uint8Array.from(atob(letters), (c) => c.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Says that the report cannot be shown. @param {unknown} why */
export function refuse(why) {
  const failed = byId('failed', HTMLElement);
  failed.hidden = false;
  failed.textContent = typeof DecompressionStream === 'undefined' ? 'This report needs a browser of 2023 or later.'
    : `This report cannot be shown: ${why instanceof Error ? why.message : why}`;
}
