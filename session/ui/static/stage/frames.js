/**
 * Frames: however often one is requested, it is drawn once, at the screen's next
 * refresh.
 */

/** A visible page refreshes well within this; after it, a timer draws the frame. */
const LATEST_MS = 150;
/** Frames of a page in a background tab that are drawn before all else has its turn. */
const MOST_IN_A_ROW = 20;

/**
 * @param {() => void} frame
 * @returns {() => void} requests a frame
 */
export function frames(frame) {
  let asked = 0;
  let drawn = 0;
  let inARow = 0;
  const draw = (/** @type {number} */ wanted) => {
    if (wanted <= drawn) return;
    drawn = asked;
    frame();
  };
  return () => {
    if (asked > drawn) return;
    const wanted = ++asked;
    // A page in a background tab gets no refreshes and slow timers, but the
    // prompt still waits for its answers. Frames that lead to frames would
    // keep all else from its turn.
    if (document.hidden && inARow < MOST_IN_A_ROW) {
      if (inARow++ === 0) setTimeout(() => (inARow = 0));
      queueMicrotask(() => draw(wanted));
    } else if (document.hidden) setTimeout(() => draw(wanted));
    else {
      requestAnimationFrame(() => draw(wanted));
      setTimeout(() => draw(wanted), LATEST_MS);
    }
  };
}
