// Neighbours: the best and the worst retrievals of a run.
import {el, percent, picture, run as address} from './dom.js';
import {measured, numbers} from './measured.js';

const TITLES = {best: 'Best: all neighbours have the class of the query', worst: 'Worst: none has', any: 'Chosen without looking'};

export function hit(src, {id, label, similarity}, kind = '', attributes = {}) {
  const content = [src ? picture(src, label ? `${label}: ${id}` : id) : el('img', {class: 'missing', alt: id}),
    similarity === undefined ? '' : el('span', {class: 'similarity'}, similarity.toFixed(3)),
    el('span', {class: 'label', title: label || id}, label || id)];
  return attributes.onclick
    ? el('button', {type: 'button', class: 'hit ' + kind, 'aria-label': `${label || ''} ${id}${similarity === undefined ? '' : ', similarity ' + similarity.toFixed(3)}`, ...attributes}, content)
    : el('div', {class: 'hit ' + kind}, content);
}

export const show = (root, context) => measured(root, context, 'neighbours',
  'Neighbours shows test images with their nearest images: those for which all are right, those for which none is, and some chosen without looking. '
  + 'Measuring writes the report into the run, as ./likeness evaluate neighbours does.',
  (place, report, run) => {
    const tile = (image, kind) => hit(image.index === undefined ? null : `${address(run)}/images/${image.index}?size=128`,
      {id: image.id, label: image.class, similarity: image.similarity}, kind);
    const kinds = ['best', 'worst', 'any'].filter(kind => report.cases.some(each => each.case === kind));
    place.replaceChildren(
      numbers(report.precision === undefined ? [] : [
        [`of the ${report.k} nearest have the class of the query`, percent(report.precision)],
        ['queries with only right neighbours', String(report.best)],
        ['queries with none', String(report.worst)],
      ]),
      el('div', {class: 'rows'}, kinds.map(kind => [el('h2', {}, TITLES[kind]), el('div', {class: 'card'}, report.cases.filter(each => each.case === kind)
        .map(each => el('div', {class: 'case'}, tile(each, 'query-tile'),
          el('div', {class: 'hits'}, each.neighbours.map(neighbour => tile(neighbour, neighbour.right === undefined ? '' : neighbour.right ? 'right' : 'wrong'))))))])),
      el('p', {class: 'protocol'}, report.protocol));
  });
