/**
 * Presses, drags and pinches, from the pointers that are down. Knows no document.
 *
 * A drag, begun by a press. `end` learns whether the pointer has moved.
 * @typedef {{move: (e: PointerEvent) => void, end: (e: PointerEvent, moved: boolean) => void, cancel: () => void}} Drag
 */

/** Pixels the pointer moves before a press is a drag. */
const DRAG_FROM = 3;
/** The longest time between two clicks that are one double click, and the most pixels. */
const DOUBLE_MS = 400;
const DOUBLE_REACH = 6;

export class Press {
  /** @param {(dragging: boolean) => void} show  learns whether something is dragged */
  constructor(show) {
    this.show = show;
    /** @type {Map<number, PointerEvent>} the pointers that are down, where they are */
    this.pointers = new Map();
    /** @type {Drag|null} */
    this.drag = null;
    this.moved = false;
    /** @type {PointerEvent|null} where it began */
    this.began = null;
  }

  /** Reports whether two pointers are down: a third is ignored. */
  full() {
    return this.pointers.size === 2;
  }

  /**
   * Handles a pointer that goes down: a second one turns the drag into a pinch.
   * @param {PointerEvent} e
   * @param {() => Drag} begin what a first pointer begins
   * @param {() => Drag} pinch what two begin
   */
  down(e, begin, pinch) {
    if (this.full()) return;
    this.pointers.set(e.pointerId, e);
    this.drag?.cancel();
    this.drag = this.full() ? pinch() : begin();
    this.began = e;
    this.moved = this.full();
  }

  /** @param {PointerEvent} e */
  move(e) {
    if (!this.drag || !this.began || !this.pointers.has(e.pointerId)) return;
    this.pointers.set(e.pointerId, e);
    if (!this.moved && Math.hypot(e.clientX - this.began.clientX, e.clientY - this.began.clientY) < DRAG_FROM) return;
    this.moved = true;
    this.show(true);
    this.drag.move(e);
  }

  /** Handles a pointer that goes up, or is lost. @param {PointerEvent} e @param {boolean} lost */
  up(e, lost) {
    if (!this.pointers.delete(e.pointerId) || !this.drag) return;
    if (lost) this.drag.cancel();
    else this.drag.end(e, this.moved);
    this.finish();
  }

  /** Cancels the drag. @returns {boolean} false without a drag */
  cancel() {
    if (!this.drag) return false;
    this.drag.cancel();
    this.finish();
    return true;
  }

  finish() {
    this.drag = null;
    this.show(false);
  }

  /** Returns the x of both pointers, in pixels of the window. @returns {[number, number]} */
  ends() {
    const [a, b] = [...this.pointers.values()].map((p) => p.clientX);
    return [a, b];
  }
}

export class Clicks {
  constructor() {
    /** The last click that was not the second of two. @type {{timeStamp: number, clientX: number, clientY: number}} */
    this.last = { timeStamp: -Infinity, clientX: 0, clientY: 0 };
  }

  /** Reports whether a click is the second of a double click. @param {{timeStamp: number, clientX: number, clientY: number}} e */
  isSecond({ timeStamp, clientX, clientY }) {
    const { last } = this;
    const second = timeStamp - last.timeStamp < DOUBLE_MS && Math.hypot(clientX - last.clientX, clientY - last.clientY) < DOUBLE_REACH;
    this.last = { timeStamp: second ? -Infinity : timeStamp, clientX, clientY };
    return second;
  }
}
