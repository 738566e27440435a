// The frame of the page: tabs, colours, keys. Each view is a module with show(root, context), which may return a function that ends it.
// By context.renewing(f) it says what to do when the index has changed; without, it is opened again.
import {attempt, el, json, later, message, note, query, sentence} from './dom.js';

const VIEWS = {
  runs: {title: 'Runs', load: () => import('./runs.js')},
  look: {title: 'Look', load: () => import('./look.js'), index: true},
  map: {title: 'Map', load: () => import('./map.js'), index: true},
  similarity: {title: 'Similarity', load: () => import('./similarity.js')},
  neighbours: {title: 'Neighbours', load: () => import('./neighbours.js')},
  compare: {title: 'Compare', load: () => import('./compare.js')},
  views: {title: 'Views', load: () => import('./views.js')},
};
const root = document.getElementById('view');
const tabs = document.getElementById('tabs');
let leave = () => {};
let renew = open; // shows the newest state of the index
let info;

for (const [name, view] of Object.entries(VIEWS)) {
  tabs.append(el('a', {href: '#/' + name, id: 'tab-' + name}, view.title));
}

/** The address after #: #/look?like=12 is the view look with like=12. */
function place() {
  const [path, text] = location.hash.replace(/^#\/?/, '').split('?');
  return {name: Object.hasOwn(VIEWS, path) ? path : 'runs', values: new URLSearchParams(text || '')};
}

async function open() {
  leave();
  const abort = new AbortController();
  const {name, values} = place();
  const view = VIEWS[name];
  for (const tab of tabs.children) {
    const current = tab.id === 'tab-' + name;
    tab.toggleAttribute('data-current', current);
    if (current) tab.setAttribute('aria-current', 'page');
    else tab.removeAttribute('aria-current');
  }
  document.title = view.title + ' - Likeness studio';
  root.replaceChildren();
  root.className = 'view-' + name;
  let end = () => {};
  renew = open;
  leave = () => {
    abort.abort();
    end();
  };
  try {
    info ??= await json('/api/info');
    if (abort.signal.aborted) return;
    if (view.index && !info.index) {
      root.append(message(view.title + ' needs an index',
        'Make one from the embeddings of your images, and name it when you start the studio:',
        el('pre', {}, './likeness embed last --data ~/photos --out photos.table\n./likeness index photos.table --out photos.index\n./likeness studio --index photos.index')));
      return;
    }
    const module = await view.load();
    if (abort.signal.aborted) return;
    end = (await module.show(root, {info, values, signal: abort.signal, renewing: f => { renew = f; }})) || end;
    if (abort.signal.aborted) end();
  } catch (e) {
    if (e.name !== 'AbortError') root.replaceChildren(message('This cannot be shown', sentence(e.message)));
  }
}

let renewing = false;
window.addEventListener('stale', async () => {
  if (renewing) return;
  renewing = true;
  note('the index has changed: this is its newest state');
  await attempt(renew);
  renewing = false;
});
// A picture may be missing for the same reason.
root.addEventListener('error', later(event => {
  const v = event.target.src && new URL(event.target.src).searchParams.get('v');
  if (v) attempt(() => json('/api/rows' + query({count: 0, v})));
}, 300), true);

const THEMES = ['system', 'light', 'dark'];
const SIGNS = {system: '◐', light: '☀', dark: '☾'};
const themeButton = document.getElementById('theme');

function theme(name) {
  document.documentElement.dataset.theme = name;
  themeButton.textContent = SIGNS[name];
  const label = 'Colours: ' + (name === 'system' ? 'as the system' : name);
  themeButton.setAttribute('aria-label', label);
  themeButton.title = label;
  try {
    localStorage.setItem('theme', name);
  } catch { /* no storage */ }
  window.dispatchEvent(new Event('theme'));
}

function stored() {
  try {
    return localStorage.getItem('theme');
  } catch {
    return null;
  }
}

themeButton.addEventListener('click', () => theme(THEMES[(THEMES.indexOf(document.documentElement.dataset.theme) + 1) % 3]));
theme(THEMES.includes(stored()) ? stored() : 'system');
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => window.dispatchEvent(new Event('theme')));

document.addEventListener('keydown', event => {
  const typing = event.target.matches('input, select, textarea');
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) {
    const filter = root.querySelector('[data-filter]');
    if (filter) {
      event.preventDefault();
      filter.focus();
      filter.select();
    }
  } else if (event.key === 'Escape') {
    if (typing) event.target.blur();
    root.dispatchEvent(new CustomEvent('escape'));
  } else if (!typing && /^[1-7]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
    location.hash = '#/' + Object.keys(VIEWS)[event.key - 1];
  }
});
// A file that misses its place must not replace the page.
for (const kind of ['dragover', 'drop']) document.addEventListener(kind, event => event.preventDefault());

window.addEventListener('hashchange', () => attempt(open));
attempt(open);
