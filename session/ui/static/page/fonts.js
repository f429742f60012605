/**
 * The font of pictures, which the program has too: with it a picture is the same
 * wherever it is drawn. Without, fonts of the machine of like widths take its place.
 */

/** @type {Promise<void>|null} */
let loading = null;

/** Loads the font of pictures, once. */
export function pictureFont() {
  if (!document.fonts) return Promise.resolve();
  loading ??= Promise.all([load('font-regular', '400'), load('font-bold', '700')]).then(() => {}, () => {
    loading = null; // the next picture may have it
  });
  return loading;
}

/** @param {string} name of what index.html says where the file is @param {string} weight */
async function load(name, weight) {
  const url = /** @type {HTMLMetaElement|null} */ (document.querySelector(`meta[name=${name}]`))?.content;
  const response = url ? await fetch(url) : null;
  if (!response?.ok || !response.body) throw new Error(`no font ${name}`);
  const bytes = await new Response(response.body.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
  document.fonts.add(await new FontFace('Liberation Sans', bytes, { weight }).load());
}
