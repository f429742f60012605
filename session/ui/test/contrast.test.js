// Text and controls stand out from their grounds as WCAG 2 AA asks: 4.5 to 1 for
// text, 3 to 1 for what must be seen to be used.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { mix } from '../static/charts/color-scale.js';
import { BAND_ALPHA } from '../static/charts/regions.js';
import { dark, light } from '../static/charts/theme.js';
import { TINT_ALPHA, WASH_ALPHA } from '../static/draw/canvas.js';

const css = readFileSync(new URL('../static/style/style.css', import.meta.url), 'utf8');

/** The colours of style.css in both themes. */
function variables() {
  const found = { light: {}, dark: {} };
  for (const [, name, day, night] of css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)) {
    found.light[name] = day;
    found.dark[name] = night;
  }
  return found;
}

function luminance(color) {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const v = parseInt(color.slice(i, i + 2), 16) / 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a, b) {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
  return (x + 0.05) / (y + 0.05);
}

const TEXT = [
  ['ink', 'page'],
  ['ink', 'sheet'],
  ['ink', 'raised'],
  ['ink', 'soft'],
  ['muted', 'page'],
  ['muted', 'sheet'],
  ['muted', 'raised'],
  ['muted', 'soft'],
  ['on-accent', 'accent'],
  ['warn-ink', 'warn-ground'],
  ['danger', 'sheet'],
  ['danger', 'raised'],
  ['accent', 'raised'],
  ['accent', 'sheet'],
  ['sheet', 'ink'],
];

for (const [name, theme] of Object.entries({ light, dark })) {
  test(`text of the page stands out in the ${name} theme`, () => {
    const colours = variables()[name];
    assert.ok(Object.keys(colours).length >= 12, 'style.css has the colours');
    for (const [ink, ground] of TEXT) {
      const ratio = contrast(colours[ink], colours[ground]);
      assert.ok(ratio >= 4.5, `${ink} on ${ground}: ${ratio.toFixed(2)}`);
    }
    for (const ground of ['page', 'sheet', 'raised']) assert.ok(contrast(colours.accent, colours[ground]) >= 3, `the focus on ${ground}`);
  });

  test(`what is drawn stands out in the ${name} theme`, () => {
    assert.equal(theme.ground, variables()[name].sheet, 'charts lie on the sheet');
    const wash = mix(theme.ground, theme.accent, WASH_ALPHA);
    for (const ground of [theme.ground, wash, theme.chosen]) {
      for (const ink of [theme.ink, theme.muted]) {
        assert.ok(contrast(ink, ground) >= 4.5, `${ink} on ${ground}: ${contrast(ink, ground).toFixed(2)}`);
      }
    }
    assert.ok(contrast(theme.danger, theme.ground) >= 4.5);
    for (const colour of theme.palette) {
      assert.ok(contrast(colour, theme.ground) >= 3, `${colour}: ${contrast(colour, theme.ground).toFixed(2)}`);
    }
    assert.ok(contrast(theme.chosenEdge, theme.ground) >= 1.5);
  });

  test(`names and data stand out from regions of any colour in the ${name} theme`, () => {
    const atLeast = (ink, ground) => assert.ok(contrast(ink, ground) >= 4.5, `${ink} on ${ground}: ${contrast(ink, ground).toFixed(2)}`);
    for (const colour of [...theme.palette, '#000000', '#ffffff', '#ff0000', '#00ff00', '#0000ff', '#ffff00']) {
      atLeast(theme.ink, mix(theme.ground, colour, BAND_ALPHA));
      atLeast(theme.muted, mix(theme.ground, colour, TINT_ALPHA));
    }
    for (const colour of theme.palette) {
      const tint = contrast(mix(theme.ground, colour, TINT_ALPHA), theme.ground);
      assert.ok(tint < contrast(theme.chosen, theme.ground), `${colour} is fainter than what is selected`);
      assert.ok(tint >= 1.04, `${colour}: ${tint.toFixed(2)}`);
    }
  });
}

// Simulated after Viénot, Brettel and Mollon 1999, in linear light.
const EYES = {
  deuteranope: [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
  protanope: [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
};

test('neighbours of the palette differ for colour-blind eyes', () => {
  const linear = (c) => [1, 3, 5].map((i) => (parseInt(c.slice(i, i + 2), 16) / 255) ** 2.2);
  for (const { name, palette } of [light, dark]) {
    for (const [eye, matrix] of Object.entries(EYES)) {
      const seen = palette.map((c) => {
        const v = linear(c);
        return matrix.map((row) => Math.max(0, row.reduce((sum, m, i) => sum + m * v[i], 0)) ** (1 / 2.2));
      });
      for (let i = 1; i < seen.length; i++) {
        const apart = Math.hypot(...seen[i].map((v, k) => v - seen[i - 1][k]));
        assert.ok(apart > 0.12, `${name}: colours ${i - 1} and ${i} for a ${eye}: ${apart.toFixed(3)}`);
      }
    }
  }
});
