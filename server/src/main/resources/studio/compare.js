// Compare: one query under two runs, or under a run and its untrained network.
import {attempt, dropping, el, json, message, number, picture, progress, query, run as address, select, settled} from './dom.js';
import {hit} from './neighbours.js';

const PICK = 24;
const K = 20;
const UNTRAINED = '@untrained';

export async function show(root, {info, values, signal}) {
  const runs = (await json('/api/runs', {signal})).runs.filter(run => run.state === 'completed' || run.state === 'stopped' || run.state === 'interrupted');
  runs.sort((a, b) => b.changed - a.changed);
  if (!runs.length) {
    root.append(message('No run to compare', `A run that has ended is needed, and there is none in ${info.runs}.`, el('pre', {}, './likeness pretrain')));
    return;
  }
  const names = runs.map(run => run.name);
  const choices = [...names.map(name => [name, name]), ...names.map(name => [name + UNTRAINED, name + ', untrained'])];
  const asked = values.getAll('run').filter(name => choices.some(([value]) => value === name));
  const first = asked[0] || names[0];
  let chosen = [first, asked[1] || names.find(name => name !== first) || names[0] + UNTRAINED];
  const runOf = name => names.includes(name) ? name : name.slice(0, -UNTRAINED.length);
  let current; // {index} or {file, url}
  let asks = 0;
  const use = query_ => {
    if (current?.url) URL.revokeObjectURL(current.url);
    current = query_;
  };
  const pick = el('div', {class: 'pick', role: 'group', 'aria-label': 'Queries'});
  const place = el('div');
  const find = el('input', {type: 'search', placeholder: 'Find a query by name or label  /', 'aria-label': 'Find a query', 'data-filter': ''});
  find.addEventListener('change', () => attempt(images));
  const drop = dropping(root, 'Open a file …', file => {
    use({file, url: URL.createObjectURL(file)});
    attempt(search);
  });
  const bar = el('div', {class: 'bar'});
  root.append(bar, pick, place);

  function controls() {
    bar.replaceChildren(
      select('Run A', choices, chosen[0], value => change(0, value)),
      select('Run B', choices, chosen[1], value => change(1, value)),
      find, el('button', {type: 'button', onclick: () => attempt(() => images(true))}, 'Other queries'), drop,
      el('span', {class: 'soft'}, 'or drop an image'));
  }

  function change(i, value) {
    chosen[i] = value;
    attempt(i === 0 ? images : search);
  }

  /** Images of run A to choose a query from: those that match, or some at random. */
  async function images(random) {
    const text = find.value;
    const all = await json(address(runOf(chosen[0])) + '/images' + query({find: text, count: 1}), {signal});
    if (!all.found) {
      pick.replaceChildren(el('span', {class: 'soft'}, 'No image has this in its name or label.'));
      return;
    }
    const from = random === true ? Math.floor(Math.random() * Math.max(1, all.found - PICK)) : text ? 0 : Math.floor(all.found / 3);
    const {images} = await json(address(runOf(chosen[0])) + '/images' + query({find: text, from, count: PICK}), {signal});
    pick.replaceChildren(...images.map(image => hit(`${address(runOf(chosen[0]))}/images/${image.index}?size=64`, image, '', {
      'data-index': image.index, 'aria-pressed': 'false', onclick: () => {
        use({index: image.index});
        attempt(search);
      }})));
    use({index: Number(values.get('index') ?? images[0].index)});
    values.delete('index');
    await search();
  }

  async function search() {
    const wanted = current;
    for (const each of pick.children) each.setAttribute('aria-pressed', String(Number(each.dataset.index) === current.index));
    const ask = ++asks;
    const waiting = now => ask === asks && place.replaceChildren(progress(now));
    const answer = await (await settled('/api/compare' + query({run: chosen, k: K, index: wanted.index}),
      wanted.file ? {method: 'POST', body: wanted.file, signal} : {signal}, waiting)).json();
    if (ask !== asks) return;
    const ids = answer.runs.map(each => new Set(each.nearest.map(image => image.id)));
    const shared = [...ids[0]].filter(id => ids.every(each => each.has(id)));
    const source = wanted.url || `${address(runOf(chosen[0]))}/images/${wanted.index}?size=256`;
    const label = answer.query.label;
    place.replaceChildren(
      el('div', {class: 'query'}, picture(source, wanted.file ? wanted.file.name : answer.query.id),
        el('dl', {}, el('dt', {}, 'Query'), el('dd', {}, wanted.file ? wanted.file.name : answer.query.id),
          label ? [el('dt', {}, 'Label'), el('dd', {}, label)] : '',
          el('dt', {}, 'In common'), el('dd', {}, `${shared.length} of the ${K} nearest, outlined`))),
      el('div', {class: 'both'}, answer.runs.map((each, i) => {
        const right = label ? each.nearest.filter(image => image.label === label).length : undefined;
        const mean = each.nearest.reduce((sum, image) => sum + image.similarity, 0) / each.nearest.length;
        return el('section', {class: 'card'},
          el('h3', {}, 'AB'[i] + ': ' + each.name),
          el('p', {class: 'soft'}, (right === undefined ? '' : `${right} of ${each.nearest.length} have its label, `) + `mean similarity ${number(mean)}, ${each.searched.toLocaleString('en-US')} images searched`),
          el('div', {class: 'hits'}, each.nearest.map(image => hit(`${address(each.run)}/images/${image.index}?size=128`, image,
            (label && image.label === label ? 'same ' : '') + (shared.includes(image.id) ? 'shared' : ''),
            {onclick: () => {
              if (each.name !== chosen[0]) chosen = [each.name, chosen[1 - i]];
              use({index: image.index});
              controls();
              attempt(search);
            }}))));
      })));
  }

  controls();
  await images();
  return () => use(undefined);
}
