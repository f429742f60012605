/**
 * The bands of a chromosome on the bar of the whole sequence, as a file of
 * cytogenetic bands has them: UCSC's cytoBand table, whose column gieStain says
 * how dark Giemsa stains each. Pure drawing.
 *
 * @typedef {import('../types.js').View} View
 * @typedef {import('../types.js').FeaturesPiece} FeaturesPiece
 * @typedef {import('../types.js').Measurement} Measurement
 * @typedef {import('./theme.js').Theme} Theme
 * @typedef {CanvasRenderingContext2D} Ctx
 */
import { toX } from '../model/view.js';
import { mix } from './color-scale.js';
import { inView } from './features.js';

const STAIN = 'gieStain';
/** How dark the blackest band is, beside ink. */
const BLACKEST = 0.75;
const VARIABLE = 0.35;

/** Reports whether a measurement's rows are bands. @param {Measurement} m */
export function hasBands(m) {
  return m.type === 'range' && m.metadata.includes(STAIN);
}

/**
 * @param {Ctx} ctx @param {FeaturesPiece} piece
 * @param {View} whole the sequence from end to end
 * @param {number} top @param {number} height @param {Theme} theme
 */
export function drawBands(ctx, piece, whole, top, height, theme) {
  const stains = piece.metadata[STAIN] ?? [];
  let beforeCentromere = true;
  for (let i = 0; i < piece.starts.length; i++) {
    if (!inView(piece, whole, i)) continue;
    const stain = stains[i] ?? '';
    const x0 = Math.round(toX(whole, piece.starts[i]));
    const x1 = Math.max(x0 + 1, Math.round(toX(whole, piece.ends[i])));
    if (stain === 'acen') {
      // The arms narrow where they meet: the first band points right, the second left.
      const [wide, tip] = beforeCentromere ? [x0, x1] : [x1, x0];
      ctx.fillStyle = theme.ground;
      ctx.fillRect(x0, top, x1 - x0, height);
      ctx.fillStyle = theme.danger;
      ctx.beginPath();
      ctx.moveTo(wide, top);
      ctx.lineTo(tip, top + height / 2);
      ctx.lineTo(wide, top + height);
      ctx.closePath();
      ctx.fill();
      beforeCentromere = false;
      continue;
    }
    const dark =
      stain === 'gvar' || stain === 'stalk'
        ? VARIABLE
        : /^gpos(\d+)?$/.test(stain)
          ? BLACKEST * (Number(stain.slice(4) || 100) / 100)
          : 0;
    if (dark === 0) continue; // as light as the bar
    const inset = stain === 'stalk' ? height / 4 : 0;
    if (inset > 0) {
      ctx.fillStyle = theme.ground;
      ctx.fillRect(x0, top, x1 - x0, height);
    }
    ctx.fillStyle = mix(theme.grid, theme.ink, dark);
    ctx.fillRect(x0, top + inset, x1 - x0, height - 2 * inset);
  }
}

/** Returns the name of the band at a position, '' without a band. @param {FeaturesPiece} piece @param {number} pos */
export function bandAt(piece, pos) {
  const i = piece.starts.findIndex((start, k) => start <= pos && pos < piece.ends[k]);
  return (i >= 0 && piece.metadata.name?.[i]) || '';
}
