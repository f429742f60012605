/**
 * One frame a change: however often a frame is asked for, it is drawn once, with
 * the screen's next refresh.
 */

/** A screen that is shown refreshes well within this; then the timer has the last word. */
const LATEST_MS = 150;

/**
 * @param {() => void} frame
 * @returns {() => void} asks for a frame
 */
export function frames(frame) {
  let asked = 0;
  let drawn = 0;
  const draw = (/** @type {number} */ wanted) => {
    if (wanted <= drawn) return;
    drawn = asked;
    frame();
  };
  return () => {
    if (asked > drawn) return;
    const wanted = ++asked;
    // A page in a background tab gets no refreshes and slow timers, but the
    // prompt still waits for its answers.
    if (document.hidden) queueMicrotask(() => draw(wanted));
    else {
      requestAnimationFrame(() => draw(wanted));
      setTimeout(() => draw(wanted), LATEST_MS);
    }
  };
}
