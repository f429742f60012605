/**
 * Choices that this browser remembers. Where storage is off, each lasts until the
 * page is closed.
 *
 * @template {string} T
 * @param {string} key under which it is kept
 * @param {readonly [T, ...T[]]} choices the first is the usual one
 * @returns {{read: () => T, write: (choice: T) => void}}
 */
export function remembered(key, choices) {
  return {
    read: () => {
      try {
        return choices.find((c) => c === localStorage.getItem(key)) ?? choices[0];
      } catch {
        return choices[0];
      }
    },
    write: (choice) => {
      try {
        localStorage.setItem(key, choice);
      } catch {
        // It holds until the page is closed.
      }
    },
  };
}

/**
 * Returns a text that this browser remembers, '' at first.
 * @param {string} key
 * @returns {{read: () => string, write: (text: string) => void}}
 */
export function rememberedText(key) {
  let text = '';
  try {
    text = localStorage.getItem(key) ?? '';
  } catch {
    // Storage is off.
  }
  return {
    read: () => text,
    write: (now) => {
      text = now;
      try {
        localStorage.setItem(key, now);
      } catch {
        // It holds until the page is closed.
      }
    },
  };
}
