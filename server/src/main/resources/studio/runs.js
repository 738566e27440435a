// Runs: a table, curves of those that are chosen (live), the recipe of one, the differences of two.
import {Chart} from './chart.js';
import {attempt, colour, count, duration, el, json, later, message, note, number, percent, query, run as address, sentence} from './dom.js';

const CHARTS = [
  {key: 'loss', title: 'Loss', format: value => number(value, Math.abs(value) < 1 ? 3 : 2)},
  {key: 'lr', title: 'Learning rate', format: value => value === 0 ? '0' : Number(value).toPrecision(2)},
  {key: 'knn', title: 'kNN accuracy', format: value => percent(value)},
  {key: 'copies', title: 'Altered copies found', format: value => percent(value)},
  {key: 'spread', title: 'Spread of embeddings', format: value => number(value, 2)},
  {key: 'rank', title: 'Effective rank', format: value => number(value, 1)},
];
const COLUMNS = [
  {key: 'name', title: 'Run'},
  {key: 'state', title: 'State'},
  {key: 'method', title: 'Method'},
  {key: 'data', title: 'Images'},
  {key: 'epoch', title: 'Epoch', number: true, text: row => row.epochs ? `${row.epoch} / ${row.epochs}` : ''},
  {key: 'loss', title: 'Loss', number: true, text: row => number(row.loss)},
  {key: 'knn', title: 'kNN', number: true, text: row => percent(row.knn)},
  {key: 'copies', title: 'Copies', number: true, text: row => percent(row.copies)},
  {key: 'spread', title: 'Spread', number: true, text: row => number(row.spread)},
  {key: 'seconds', title: 'Time', number: true, text: row => duration(row.seconds)},
  {key: 'started', title: 'Started', text: row => (row.started || '').replace('T', ' ').slice(0, 16)},
];
const POLL = 3000;

export async function show(root, {info, values, signal}) {
  const chosen = new Map(); // name -> {index, curves}
  let rows = [];
  let order = {key: 'started', down: true};
  let shown = ''; // what the table shows
  let stream;
  let first = true;
  const body = el('tbody');
  const head = el('tr');
  const filter = el('input', {type: 'search', placeholder: 'Filter runs  /', 'aria-label': 'Filter runs', 'data-filter': '', oninput: () => table(true)});
  const charts = new Map();
  const chartsPlace = el('div', {class: 'charts'});
  const below = el('div');
  const recipeButton = el('button', {type: 'button', onclick: () => attempt(recipes)}, 'Recipe');
  const page = el('div', {class: 'runs'},
    el('div', {}, el('div', {class: 'bar'}, filter, el('span', {class: 'soft', id: 'runs-count'}), el('span', {class: 'grow'}), recipeButton,
      el('button', {type: 'button', onclick: choose([])}, 'None')),
    el('div', {class: 'card table'}, el('table', {'aria-label': 'Runs'}, el('thead', {}, head), body))),
    chartsPlace, below);

  function choose(names) {
    return () => {
      for (const name of [...chosen.keys()]) if (!names.includes(name)) chosen.delete(name);
      names.forEach(add);
      table(true);
      attempt(load);
    };
  }

  function add(name) {
    if (chosen.has(name)) return;
    const used = new Set([...chosen.values()].map(each => each.index));
    let index = 0;
    while (used.has(index)) index++;
    chosen.set(name, {index});
  }

  /** A run that was deleted is no longer shown, and the reader is told once: by the list, the curves or the stream, whichever sees it first. */
  function gone(name) {
    if (!chosen.delete(name)) return;
    note(`the run ${name} was deleted`);
    draw();
  }

  function toggle(name) {
    if (chosen.has(name)) chosen.delete(name);
    else add(name);
    table(true);
    attempt(load);
  }

  function table(always = false) {
    const text = filter.value.trim().toLowerCase();
    const listed = rows.filter(row => !text || JSON.stringify(Object.values(row)).toLowerCase().includes(text));
    listed.sort((a, b) => {
      const [x, y] = [a[order.key] ?? '', b[order.key] ?? ''];
      return (x < y ? -1 : x > y ? 1 : 0) * (order.down ? -1 : 1);
    });
    const now = JSON.stringify([listed, [...chosen.keys()], order]);
    if (!always && now === shown) return;
    shown = now;
    const focus = document.activeElement?.closest?.('tr')?.dataset.run;
    head.replaceChildren(el('th', {'aria-label': 'Chosen'}), ...COLUMNS.map(column => el('th', {
      class: column.number ? 'number' : '',
      'aria-sort': order.key === column.key ? (order.down ? 'descending' : 'ascending') : null,
    }, el('button', {type: 'button', onclick: () => {
      order = {key: column.key, down: order.key === column.key ? !order.down : !!column.number};
      table(true);
    }}, column.title + (order.key === column.key ? (order.down ? ' ↓' : ' ↑') : '')))));
    body.replaceChildren(...listed.map(row => {
      const on = chosen.get(row.name);
      const box = el('input', {type: 'checkbox', checked: !!on, 'aria-label': 'Show the curves of ' + row.name, onchange: () => toggle(row.name)});
      return el('tr', {'data-run': row.name, 'data-on': on ? '' : null, onclick: event => {
        if (!event.target.closest('input')) toggle(row.name);
      }}, el('td', {}, box), COLUMNS.map(column => {
        if (column.key === 'name') {
          return el('td', {}, el('span', {class: 'swatch', style: {background: on ? colour(on.index) : 'transparent'}}), row.name);
        }
        if (column.key === 'state') return el('td', {}, el('span', {class: 'state ' + row.state, title: row.error}, row.state));
        return el('td', {class: column.number ? 'number' : ''}, column.text ? column.text(row) : row[column.key] ?? '');
      }));
    }));
    if (focus) [...body.children].find(line => line.dataset.run === focus)?.querySelector('input').focus();
    page.querySelector('#runs-count').textContent =
      `${count(listed.length)} of ${count(rows.length)} ${rows.length === 1 ? 'run' : 'runs'} in ${info.runs}`;
    recipeButton.disabled = chosen.size < 1 || chosen.size > 2;
    recipeButton.textContent = chosen.size === 2 ? 'Difference of recipes' : 'Recipe';
  }

  async function list() {
    const answer = await json('/api/runs', {signal});
    rows = answer.runs;
    for (const name of [...chosen.keys()]) {
      if (!rows.some(row => row.name === name)) gone(name);
    }
    if (rows.length === 0) {
      root.replaceChildren(message('No runs yet', `There are no runs in ${info.runs}. Start one, and it appears here while it trains:`,
        el('pre', {}, './likeness pretrain                    # learns from the included emoji\n./likeness pretrain --data ~/photos    # learns from your images')));
      first = true;
      end();
      return;
    }
    if (!page.isConnected) root.replaceChildren(page);
    if (first) {
      first = false;
      const asked = values.getAll('run').filter(name => rows.some(row => row.name === name));
      const running = rows.filter(row => row.state === 'running').map(row => row.name);
      const latest = [...rows].sort((a, b) => b.changed - a.changed)[0].name;
      choose(asked.length ? asked : running.length ? running.slice(0, 6) : [latest])();
    } else {
      table();
    }
  }

  /** Reads the curves of runs that have none, and follows all. */
  async function load() {
    await Promise.all([...chosen].filter(([, each]) => !each.curves).map(async ([name, each]) => {
      try {
        each.curves = await json(address(name) + '/curves', {signal});
      } catch (e) {
        if (e.status === 404) gone(name);
        else if (e.name !== 'AbortError') {
          chosen.delete(name);
          note(e.message, true);
        }
      }
    }));
    if (signal.aborted) return;
    draw();
    follow();
  }

  const draw = later(() => {
    if (signal.aborted || !page.isConnected) return;
    const ready = [...chosen].filter(([, each]) => each.curves);
    for (const chart of CHARTS) {
      let drawn = charts.get(chart.key);
      if (!drawn) {
        drawn = new Chart(chart.title, chart.format);
        charts.set(chart.key, drawn);
        chartsPlace.append(drawn.node);
      }
      const series = ready.map(([name, {index, curves}]) => ({name, index, x: curves.at, y: curves.series[chart.key] || []}))
        .filter(each => each.y.length);
      // The steps of a first epoch are better than nothing.
      if (chart.key === 'loss' && ready.length && ready.every(([, each]) => each.curves.at.length < 3)) {
        ready.forEach(([name, {index, curves}]) => series.push({name: name + ' (steps)', index, x: curves.steps.at, y: curves.steps.loss, thin: true}));
      }
      drawn.draw(series);
    }
    chartsPlace.dataset.epochs = Math.max(0, ...ready.map(([, each]) => each.curves.at.at(-1) || 0));
  }, 30);

  function follow() {
    stream?.close();
    const live = [...chosen].filter(([, each]) => each.curves);
    if (!live.length) return;
    const names = live.map(([name]) => name);
    stream = new EventSource('/api/live' + query({run: names, from: live.map(([, each]) => String(each.curves.bytes))}));
    const current = stream;
    const again = name => {
      const each = chosen.get(name);
      if (each && current === stream) {
        each.curves = undefined;
        attempt(load);
      }
    };
    stream.addEventListener('metrics', event => {
      const {run, lines} = JSON.parse(event.data);
      const each = chosen.get(run);
      if (!each?.curves || current !== stream) return;
      if (lines.some(line => line.event === 'run')) again(run); // resumed
      else lines.forEach(line => take(each.curves, line));
      draw();
      refresh();
    });
    stream.addEventListener('reset', event => again(JSON.parse(event.data).run));
    stream.addEventListener('gone', event => {
      gone(JSON.parse(event.data).run);
      refresh();
    });
  }

  function take(curves, line) {
    const value = each => typeof each === 'number' ? each : null;
    if (line.event === 'step') {
      const at = line.step / curves.steps.per_epoch;
      if (at > (curves.steps.at.at(-1) || 0)) {
        curves.steps.at.push(at);
        curves.steps.loss.push(value(line.loss));
      }
    } else if (line.event === 'epoch' && line.epoch > (curves.at.at(-1) || 0)) {
      curves.at.push(line.epoch);
      const all = {loss: line.loss, lr: line.lr, spread: line.spread, ...line.metrics};
      for (const key of new Set([...Object.keys(curves.series), ...Object.keys(all)])) {
        curves.series[key] ??= new Array(curves.at.length - 1).fill(null);
        curves.series[key].push(value(all[key]));
      }
    }
  }

  async function recipes() {
    const names = [...chosen.keys()];
    const both = await Promise.all(names.map(name => json(address(name) + '/recipe', {signal})));
    const close = el('button', {type: 'button', class: 'quiet', 'aria-label': 'Close', onclick: () => below.replaceChildren()}, '✕');
    let content;
    if (both.length === 1) {
      content = el('pre', {tabindex: '0'}, both[0].yaml);
    } else {
      const [a, b] = both.map(each => each.values);
      const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(key => a[key] !== b[key]);
      content = keys.length
        ? el('table', {class: 'diff'}, el('thead', {}, el('tr', {}, el('th', {}, 'Key'), names.map(name => el('th', {}, name)))),
          el('tbody', {}, keys.map(key => el('tr', {}, el('td', {}, key), [a, b].map(each => el('td', {}, each[key] ?? '(none)'))))))
        : el('p', {}, 'The two recipes are equal.');
    }
    below.replaceChildren(el('section', {class: 'card'}, el('div', {class: 'bar'},
      el('h2', {}, both.length === 1 ? `Recipe of ${names[0]}` : 'Difference of the recipes'), el('span', {class: 'grow'}), close), content));
    below.scrollIntoView({behavior: 'smooth', block: 'nearest'});
  }

  const refresh = later(() => signal.aborted || attempt(list), 200);
  const recolour = () => charts.forEach(chart => chart.recolour());
  window.addEventListener('theme', recolour);
  root.addEventListener('escape', () => below.replaceChildren(), {signal});
  let lost = false;
  const timer = setInterval(async () => {
    if (document.hidden) return;
    try {
      await list();
      lost = false;
    } catch (e) {
      if (e.name !== 'AbortError' && !lost) note(sentence(e.message), true);
      lost = true;
    }
  }, POLL);

  function end() {
    stream?.close();
    charts.forEach(chart => chart.end());
    charts.clear();
    chartsPlace.replaceChildren();
  }

  await list();
  return () => {
    clearInterval(timer);
    window.removeEventListener('theme', recolour);
    end();
  };
}
