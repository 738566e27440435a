// Similarity: histograms of the similarities to images of the same class and to others.
import {colour, el, number, percent} from './dom.js';
import {measured, numbers} from './measured.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 900, HEIGHT = 340, LEFT = 66, BOTTOM = 48, TOP = 12;

function svg(name, attributes, text) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text) node.textContent = text;
  return node;
}

function histogram({positives, negatives, low = -1, high = 1}) {
  const bins = positives.length;
  const used = [...Array(bins).keys()].filter(i => positives[i] > 0 || negatives[i] > 0);
  const from = Math.max(0, used[0] - 1), to = Math.min(bins, used.at(-1) + 2);
  const most = Math.max(...positives, ...negatives);
  const x = bin => LEFT + (bin - from) / (to - from) * (WIDTH - LEFT - 8);
  const y = share => HEIGHT - BOTTOM - share / most * (HEIGHT - BOTTOM - TOP);
  const picture = svg('svg', {class: 'histogram', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': 'Histogram of similarities'});
  const step = Math.max(1, Math.ceil((to - from) / 10));
  const width = (high - low) / bins;
  const digits = Math.max(2, Math.ceil(-Math.log10(step * width)));
  for (let bin = from; bin <= to; bin += step) {
    picture.append(svg('line', {class: 'axis', x1: x(bin), x2: x(bin), y1: TOP, y2: HEIGHT - BOTTOM}),
      svg('text', {x: x(bin), y: HEIGHT - BOTTOM + 18, 'text-anchor': 'middle'}, (low + bin * width).toFixed(digits)));
  }
  for (const share of [0, most / 2, most]) {
    picture.append(svg('text', {x: LEFT - 6, y: y(share) + 4, 'text-anchor': 'end'}, percent(share)));
  }
  const middle = (TOP + HEIGHT - BOTTOM) / 2;
  picture.append(
    svg('text', {x: (LEFT + WIDTH - 8) / 2, y: HEIGHT - 8, 'text-anchor': 'middle'}, 'Cosine similarity'),
    svg('text', {x: 14, y: middle, transform: `rotate(-90 14 ${middle})`, 'text-anchor': 'middle'}, 'Share of the similarities'));
  [[negatives, 1], [positives, 0]].forEach(([shares, index]) => {
    let path = `M${x(from)},${y(0)}`;
    for (let bin = from; bin < to; bin++) path += `L${x(bin)},${y(shares[bin])}L${x(bin + 1)},${y(shares[bin])}`;
    path += `L${x(to)},${y(0)}Z`;
    picture.append(svg('path', {d: path, fill: colour(index), 'fill-opacity': .45, stroke: colour(index), 'stroke-width': 1.5}));
  });
  return picture;
}

const interval = (report, key) => report[key + '_low'] === undefined ? '' : `${number(report[key + '_low'])} to ${number(report[key + '_high'])}`;

export const show = (root, context) => measured(root, context, 'similarity',
  'Similarity compares each test image with its nearest images of the same class and of other classes. It takes some seconds for a few thousand images, '
  + 'and writes its report into the run, as ./likeness evaluate similarity does.',
  (place, report) => place.replaceChildren(
    numbers([
      ['area under the ROC curve', number(report.area), interval(report, 'area')],
      ['overlap of the histograms', number(report.overlap), interval(report, 'overlap')],
      ['mean of the positives', number(report.positives_mean)],
      ['mean of the negatives', number(report.negatives_mean)],
    ]),
    el('div', {class: 'card'},
      el('div', {class: 'bar'},
        [['Positives', 0, `the ${report.neighbours} nearest of the same ${report.by || 'class'}`], ['Negatives', 1, `the ${report.neighbours} nearest of others`]]
          .map(([title, index, text]) => el('span', {}, el('span', {class: 'swatch', style: {background: colour(index)}}), title + ' ', el('span', {class: 'soft'}, text)))),
      histogram(report.histogram)),
    el('p', {class: 'protocol'}, report.protocol)));
