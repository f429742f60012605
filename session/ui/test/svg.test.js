// What charts draw to SVG.
import assert from 'node:assert/strict';
import test from 'node:test';
import { chartModules } from '../static/charts/index.js';
import { SVGContext, escaped } from '../static/draw/svg-context.js';
import { bases, bins, features, optionsFor, seriesOf, viewOf } from './fixtures.js';
import { parseXML } from './xml.js';

const context = () => new SVGContext(200, 100, (text) => text.length * 6);

/** The elements of a picture with a name. */
function all(node, name) {
  return node.children.flatMap((c) => [...(c.name === name ? [c] : []), ...all(c, name)]);
}

test('shapes become elements, moved and scaled', () => {
  const ctx = context();
  ctx.fillStyle = '#ff0000';
  ctx.save();
  ctx.translate(10, 20);
  ctx.scale(2, 2);
  ctx.fillRect(1, 2, 3, 4);
  ctx.globalAlpha = 0.5;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([2, 3]);
  ctx.beginPath();
  ctx.moveTo(0, 0);
  ctx.lineTo(5, 5);
  ctx.stroke();
  ctx.restore();
  ctx.fillRect(5, 5, -5, 1);
  const svg = parseXML(ctx.toSVG('a & b'));
  assert.equal(svg.name, 'svg');
  assert.equal(all(svg, 'title')[0].text, 'a & b');
  const [rect, second] = all(svg, 'rect');
  assert.deepEqual(rect.attributes, { x: '12', y: '24', width: '6', height: '8', fill: '#ff0000' });
  assert.deepEqual([second.attributes.x, second.attributes.width, second.attributes['fill-opacity']], ['0', '5', undefined]);
  assert.deepEqual(all(svg, 'path')[0].attributes, {
    d: 'M10 20L20 30', fill: 'none', stroke: '#000000', 'stroke-width': '3', 'stroke-opacity': '0.5', 'stroke-dasharray': '4 6',
  });
});

test('a whole circle is two arcs, a part of one goes the right way round', () => {
  const ctx = context();
  ctx.beginPath();
  ctx.arc(10, 10, 5, 0, 2 * Math.PI);
  ctx.fill();
  ctx.beginPath();
  ctx.arc(10, 10, 5, 0, Math.PI / 2);
  ctx.stroke();
  ctx.beginPath();
  ctx.arc(10, 10, 5, 0, Math.PI / 2, true);
  ctx.stroke();
  const [whole, quarter, rest] = all(parseXML(ctx.toSVG('')), 'path').map((p) => p.attributes.d);
  assert.equal(whole, 'M15 10A5 5 0 0 1 5 10A5 5 0 0 1 15 10');
  assert.equal(quarter, 'M15 10A5 5 0 0 1 10 15');
  assert.equal(rest, 'M15 10A5 5 0 1 0 10 15');
});

test('what is clipped is in a group, clips within clips too, until restore', () => {
  const ctx = context();
  const clip = (x) => {
    ctx.beginPath();
    ctx.rect(x, 0, 50, 50);
    ctx.clip();
  };
  ctx.save();
  clip(0);
  ctx.fillRect(0, 0, 10, 10);
  ctx.fillRect(0, 10, 10, 10);
  ctx.save();
  clip(20);
  ctx.fillRect(0, 20, 10, 10);
  ctx.restore();
  ctx.restore();
  ctx.fillRect(0, 30, 10, 10);
  const svg = parseXML(ctx.toSVG(''));
  assert.deepEqual(all(svg, 'g').map((g) => [g.attributes['clip-path'], g.children.length]), [['url(#c1)', 2], ['url(#c2)', 1]]);
  assert.deepEqual(all(svg, 'clipPath').map((c) => c.attributes), [{ id: 'c1' }, { id: 'c2', 'clip-path': 'url(#c1)' }]);
  assert.equal(svg.children.at(-1).name, 'rect');
});

test('text stays text, whatever it says', () => {
  const ctx = context();
  ctx.font = 'italic 600 12px "Open Sans", Arial';
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  const nasty = '</text><script>alert("1")</script> & \u0000\u000b ]]> <é>';
  ctx.fillText(nasty, 10, 20);
  ctx.save();
  ctx.translate(5, 5);
  ctx.rotate(Math.PI / 2);
  ctx.font = '10px serif';
  ctx.fillText('turned', 0, 0);
  ctx.restore();
  const svg = parseXML(ctx.toSVG(nasty));
  const [text, turned] = all(svg, 'text');
  assert.equal(text.text, nasty.replace('\u0000\u000b', ''));
  assert.deepEqual(text.attributes, {
    x: '10', y: '20', 'font-size': '12', 'font-weight': '600', 'font-style': 'italic',
    'text-anchor': 'middle', 'dominant-baseline': 'central', fill: '#000000',
  });
  assert.equal(svg.attributes['font-family'], '"Open Sans", Arial');
  assert.equal(turned.attributes['font-family'], 'serif');
  assert.equal(turned.attributes.transform, 'matrix(0 1 -1 0 5 5)');
  assert.equal(all(svg, 'script').length, 0);
  assert.equal(escaped('a"b'), 'a&quot;b');
});

const DATA = {
  feature: () => bins([1, 2, NaN, 4, 5, 3, 2, 1, 0, 6]),
  range: () =>
    features([
      { start: 5, end: 30, strand: '+', gene: 'A<B', exon_starts: '5,20', exon_ends: '10,30', block_starts: '5,20', mate: '', genotypes: '0B' },
      { start: 50, end: 90, strand: '-', gene: 'C', exon_starts: '50', exon_ends: '90', block_starts: '50', mate: '<2:1-9', genotypes: '.2' },
    ], { samples: [['v_gt_a', '<anna>'], ['v_gt_b', 'bert']], mostSites: 100 }),
  sequence: () => bases('ACGTNacgtn'.repeat(10)),
};

for (const module of chartModules) {
  test(`a ${module.title} becomes shapes and text, no bitmap`, () => {
    const ctx = context();
    const count = module.plot && module.takes === 'feature' ? 2 : 1;
    const series = Array.from({ length: count }, () => seriesOf(DATA[module.takes](), { measurement: { type: module.takes } }));
    module.draw(ctx, { series }, viewOf(), optionsFor(module, count, { selection: [{ start: 10, end: 30 }] }));
    const svg = parseXML(ctx.toSVG(module.title));
    assert.equal(all(svg, 'image').length, 0);
    const shapes = all(svg, 'path').length + all(svg, 'rect').length;
    assert.ok(shapes >= 2 && all(svg, 'text').length >= 1, `${shapes} shapes, ${all(svg, 'text').length} texts`);
    assert.doesNotMatch(JSON.stringify(svg), /NaN|undefined|Infinity/);
  });
}
