// Elements, requests and small helpers that all views share.

/** An element: el('button', {class: 'quiet', onclick: f}, 'text', child). */
export function el(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (key === 'style') Object.assign(node.style, value);
    else if (key in node && typeof value === 'boolean') node[key] = value;
    else node.setAttribute(key, value);
  }
  node.append(...children.flat(Infinity).filter(child => child !== undefined && child !== null));
  return node;
}

/** The answer to a request; throws an Error with the server's sentence, and an AbortError if the index has changed. */
export async function request(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new Error('the studio does not answer: is it still running?');
  }
  if (response.status === 409) { // the page's row numbers are of another state of the index
    window.dispatchEvent(new Event('stale'));
    throw new DOMException('the index has changed', 'AbortError');
  }
  if (!response.ok) {
    let message = `the studio answered ${response.status}`;
    try {
      message = (await response.json()).error || message;
    } catch { /* no JSON */ }
    const error = new Error(message);
    error.status = response.status;
    throw error;
  }
  return response;
}

export const json = async (path, options) => (await request(path, options)).json();

/** A query: query({run: ['a', 'b'], k: 3}) is '?run=a&run=b&k=3'. */
export function query(values) {
  const all = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    for (const each of Array.isArray(value) ? value : [value]) {
      if (each !== undefined && each !== null && each !== '') all.append(key, each);
    }
  }
  const text = all.toString();
  return text ? '?' + text : '';
}

export const run = name => '/api/runs/' + encodeURIComponent(name);

/** A sentence at the bottom of the page, for some seconds. */
export function note(text, bad = false) {
  const notes = document.getElementById('notes');
  const line = el('p', {class: bad ? 'bad' : ''}, sentence(text));
  notes.append(line);
  setTimeout(() => line.remove(), bad ? 9000 : 5000);
}

export const sentence = text => text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');

/** What a view shows instead of its content. */
export const message = (title, ...lines) =>
  el('section', {class: 'message'}, el('h2', {}, title), lines.map(line => typeof line === 'string' ? el('p', {}, line) : line));

export const number = (value, digits = 3) =>
  value === undefined || value === null || Number.isNaN(value) ? '' : Number(value).toFixed(digits);

export const count = value => Number(value).toLocaleString('en-US');

export const percent = value => value === undefined || value === null ? '' : (100 * value).toFixed(1) + ' %';

export function duration(seconds) {
  if (!seconds) return '';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toFixed(1)} h`;
}

/** A labelled select: choices are texts or [value, text]. */
export function select(label, choices, value, onchange) {
  const box = el('select', {onchange: () => onchange(box.value)}, choices.map(choice => {
    const [key, text] = Array.isArray(choice) ? choice : [choice, choice];
    return el('option', {value: key}, text);
  }));
  if (value !== undefined) box.value = value;
  return el('label', {class: 'field'}, el('span', {}, label), box);
}

/** Calls f once, some milliseconds after the last call. */
export function later(f, milliseconds) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => f(...values), milliseconds);
  };
}

/** A picture with what it is; small ones are enlarged with square pixels. */
export function picture(src, text, attributes = {}) {
  const image = el('img', {src, alt: text, title: text, loading: 'lazy', decoding: 'async', draggable: 'false', ...attributes});
  image.addEventListener('load', () => image.classList.toggle('tiny', Math.max(image.naturalWidth, image.naturalHeight) <= 48));
  image.addEventListener('error', () => {
    image.classList.add('missing');
    image.alt = 'cannot be read: ' + text;
  });
  return image;
}

/** Lets files be dropped onto an element, pasted, or chosen by a button that is returned. */
export function dropping(target, text, onfile) {
  const use = files => {
    const file = [...files].find(each => each.type.startsWith('image/')) || files[0];
    if (!file) return;
    if (file.size > 20 * 1024 * 1024) note('the file has more than 20 MiB, the limit', true);
    else onfile(file);
  };
  target.addEventListener('dragover', event => {
    event.preventDefault();
    target.classList.add('dropping');
  });
  target.addEventListener('dragleave', event => {
    if (!target.contains(event.relatedTarget)) target.classList.remove('dropping');
  });
  target.addEventListener('drop', event => {
    event.preventDefault();
    target.classList.remove('dropping');
    use(event.dataTransfer.files);
  });
  const input = el('input', {type: 'file', accept: 'image/*', hidden: true, onchange: () => {
    use(input.files);
    input.value = '';
  }});
  return el('span', {}, input, el('button', {type: 'button', onclick: () => input.click()}, text));
}

/** Follows a job of the server to its end; onprogress gets its state. */
export async function job(state, onprogress, signal) {
  while (state.state === 'waiting' || state.state === 'running') {
    onprogress(state);
    await new Promise(resolve => setTimeout(resolve, 300));
    if (signal.aborted) throw new DOMException('left', 'AbortError');
    state = await json('/api/jobs' + query({job: state.job}), {signal});
  }
  if (state.state === 'failed') throw new Error(state.message);
}

/** The answer to a request, once the jobs that it waits for have ended. */
export async function settled(path, options, onprogress) {
  let answer = await request(path, options);
  while (answer.status === 202) {
    for (const state of (await answer.json()).jobs) await job(state, onprogress, options.signal);
    answer = await request(path, options);
  }
  return answer;
}

/** A bar for the state of a job. */
export function progress(state) {
  const share = state.total ? state.done / state.total : undefined;
  return el('div', {class: 'progress'},
    el('progress', share === undefined ? {'aria-label': state.job} : {value: share, max: 1, 'aria-label': state.job}),
    el('span', {}, `${sentence(state.job).slice(0, -1)}${state.total ? `: ${count(state.done)} of ${count(state.total)}` : ' …'}`));
}

const COLOURS = ['#4477aa', '#ee6677', '#228833', '#ccbb44', '#66ccee', '#aa3377', '#ee8833', '#44aa99', '#999933', '#882255', '#88aadd', '#bb7755'];

/** The colour of the i-th thing. */
export const colour = i => COLOURS[i % COLOURS.length];

/** Runs f while it is wanted; other errors are shown. */
export async function attempt(f) {
  try {
    return await f();
  } catch (e) {
    if (e.name !== 'AbortError') note(e.message, true);
    return undefined;
  }
}
