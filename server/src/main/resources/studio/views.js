// Views: what the recipe of a run makes of an image, with its options to be tried.
import {attempt, dropping, el, json, later, message, query, run as address, select, sentence} from './dom.js';
import {hit} from './neighbours.js';

const PICK = 24;
const COUNTS = [8, 16, 32, 64];

/** As an argument of a shell. */
export const quoted = text => /^[\w.,:=/+-]+$/.test(text) ? text : "'" + text.replaceAll("'", "'\\''") + "'";

export async function show(root, {info, values, signal}) {
  const runs = (await json('/api/runs', {signal})).runs.filter(run => run.state !== 'unreadable');
  runs.sort((a, b) => b.changed - a.changed);
  if (!runs.length) {
    root.append(message('No runs yet', `Views are made by the recipe of a run, and there is none in ${info.runs}. Without a run:`,
      el('pre', {}, './likeness augment --data ~/photos')));
    return;
  }
  let name = runs.some(run => run.name === values.get('run')) ? values.get('run') : runs[0].name;
  let current = {index: 0};
  let asks = 0;
  let count = 16;
  let seed = 0;
  let written = {}; // the recipe's values
  const changed = new Map();
  const pick = el('div', {class: 'pick', role: 'group', 'aria-label': 'Images'});
  const options = el('div', {class: 'options'});
  const made = el('div', {class: 'made'});
  const state = el('p', {class: 'bad', role: 'alert'});
  const command = el('pre', {});
  const find = el('input', {type: 'search', placeholder: 'Find an image by name or label  /', 'aria-label': 'Find an image', 'data-filter': ''});
  find.addEventListener('change', () => attempt(images));
  root.append(
    el('div', {class: 'bar'},
      select('Recipe of', runs.map(run => run.name), name, value => {
        name = value;
        changed.clear();
        attempt(open);
      }),
      find,
      dropping(root, 'Open a file …', file => {
        current = {file};
        attempt(draw);
      }),
      el('span', {class: 'soft'}, 'or drop an image'), el('span', {class: 'grow'}),
      select('Views', COUNTS, 16, value => {
        count = value;
        attempt(draw);
      }),
      el('button', {type: 'button', onclick: () => {
        seed++;
        attempt(draw);
      }}, 'Draw others')),
    pick,
    el('div', {class: 'viewing'},
      el('section', {class: 'card'}, el('div', {class: 'bar'}, el('h3', {}, 'Options'), el('span', {class: 'grow'}),
        el('button', {type: 'button', class: 'quiet', onclick: () => {
          changed.clear();
          attempt(open);
        }}, 'Reset')), options),
      el('section', {class: 'card'}, state, made, command)));
  await open();

  async function open() {
    const all = await json(address(name) + '/view-options', {signal});
    written = Object.fromEntries(all.map(option => [option.key, option.value]));
    options.replaceChildren(...all.filter(option => option.key !== 'view.colour').map(option => {
      const input = el('input', {type: 'text', value: option.value, 'aria-label': option.key, title: option.help});
      const line = el('label', {class: 'option', title: option.help}, el('span', {}, option.key.slice('view.'.length)), input);
      input.addEventListener('input', later(() => {
        if (input.value.trim() === written[option.key]) changed.delete(option.key);
        else changed.set(option.key, input.value.trim());
        line.classList.toggle('changed', changed.has(option.key));
        attempt(draw);
      }, 350));
      return line;
    }));
    await images();
  }

  async function images() {
    try {
      const {images} = await json(address(name) + '/images' + query({find: find.value, count: PICK}), {signal});
      pick.replaceChildren(...images.map(image => hit(`${address(name)}/images/${image.index}?size=64`, image, '', {
        'data-index': image.index, 'aria-pressed': 'false', onclick: () => {
          current = {index: image.index};
          attempt(draw);
        }})));
      if (!images.length) pick.replaceChildren(el('span', {class: 'soft'}, 'No image has this in its name or label.'));
      else if (!current.file) current = {index: images[0].index};
    } catch (e) { // the images may be gone: a dropped one will do
      if (e.name === 'AbortError') throw e;
      pick.replaceChildren(el('span', {class: 'bad'}, sentence(e.message)));
      if (!current.file) return;
    }
    await draw();
  }

  async function draw() {
    const wanted = current;
    const ask = ++asks;
    for (const each of pick.children) each.setAttribute('aria-pressed', String(Number(each.dataset.index) === wanted.index));
    const set = [...changed].map(([key, value]) => `${key}=${value}`);
    const asked = query({count, set, index: wanted.index, seed: seed || undefined});
    let answer;
    try {
      answer = await json(address(name) + '/views' + asked, wanted.file ? {method: 'POST', body: wanted.file, signal} : {signal});
    } catch (e) {
      if (e.name === 'AbortError') throw e;
      if (ask === asks) state.textContent = sentence(e.message);
      return;
    }
    if (ask !== asks) return; // options were changed meanwhile
    state.textContent = '';
    const figure = (picture, text, kind) => {
      const image = el('img', {src: picture, alt: text});
      image.addEventListener('load', () => image.classList.toggle('tiny', Math.max(image.naturalWidth, image.naturalHeight) <= 48));
      return el('figure', {class: kind}, image, el('figcaption', {}, text));
    };
    const several = answer.views.some(view => view.view > 1);
    made.replaceChildren(
      figure(answer.original, `original, ${answer.width} × ${answer.height}`, 'original'),
      ...answer.views.map(view => figure(view.picture, (several ? `view ${view.view}, ` : '') + `epoch ${view.epoch}`)));
    command.hidden = !set.length;
    command.textContent = './likeness pretrain ' + set.map(each => '--set ' + quoted(each)).join(' ');
  }
}
