// Look: a grid of all images, what is like one of them or like a dropped file, and filters.
import {Grid} from './grid.js';
import {attempt, count, dropping, el, json, later, note, number, picture, query, sentence} from './dom.js';
import {hit} from './neighbours.js';
import {nameOf, pictureOf} from './map.js';

const K = 60;

export async function show(root, {values, signal, renewing}) {
  let index = await json('/api/index', {signal});
  const conditions = values.getAll('where');
  let text = values.get('find') || '';
  let query_; // {image}, its name, or {file, url}
  let found; // the last answer
  let least = -1;

  const where = () => [...conditions, ...(text ? [text.includes('=') ? text : `path=*${text}*`] : [])];
  const filter = el('input', {type: 'search', placeholder: 'File name, or label=dog  /', 'aria-label': 'Filter by file name, or by column=value', 'data-filter': ''});
  filter.value = text;
  filter.addEventListener('input', later(() => {
    const now = filter.value.trim();
    if (now === text) return;
    text = now;
    attempt(changed);
  }, 300));
  const columnBox = el('select', {'aria-label': 'Column to filter by', onchange: () => attempt(offer)},
    el('option', {value: ''}, 'Add a filter …'), index.columns.map(column => el('option', {value: column}, column.replace(/^attr\./, ''))));
  const valueBox = el('select', {'aria-label': 'Value to filter by', hidden: true, onchange: () => {
    conditions.push(`${columnBox.value}=${valueBox.value}`);
    columnBox.value = '';
    valueBox.hidden = true;
    attempt(changed);
  }});
  const chips = el('div', {class: 'chips'});
  const total = el('span', {class: 'soft', role: 'status', id: 'look-count'});
  const side = el('div', {class: 'side'});
  const refused = el('p', {class: 'bad', role: 'status', id: 'refused', hidden: true}); // why the filter cannot be used
  const grid = new Grid({
    label: 'Images',
    fetchRows: (from, size) => attempt(() => fetchRows(from, size)),
    tile: row => picture(pictureOf(row, 128, index.version), row.id),
    open: row => attempt(() => like({image: nameOf(row)})),
  });
  root.append(el('div', {class: 'look'},
    el('div', {}, el('div', {class: 'bar'}, filter, columnBox, valueBox, chips, el('span', {class: 'grow'}), total), refused, grid.node), side));
  const opener = dropping(root, 'Open a file …', file => attempt(() => like({file, url: URL.createObjectURL(file)})));

  /** Rows that match; none, and the server's sentence, for a filter that it refuses. */
  async function fetchRows(from, size) {
    const version = grid.version;
    let answer;
    let reason = '';
    try {
      answer = await json('/api/rows' + query({where: where(), from, count: size, v: index.version}), {signal});
    } catch (e) {
      if (e.status !== 400) throw e;
      answer = {count: 0, rows: []};
      reason = sentence(e.message);
    }
    if (version === grid.version) { // else another filter is asked for by now
      refused.textContent = reason;
      refused.hidden = !reason;
    }
    return answer;
  }

  async function offer() {
    valueBox.hidden = true;
    if (!columnBox.value) return;
    const all = await json('/api/index/values' + query({column: columnBox.value}), {signal});
    valueBox.replaceChildren(el('option', {value: ''}, 'Value …'), ...all.map(each => el('option', {value: escaped(columnBox.value, each.value)}, `${each.value}  (${count(each.count)})`)));
    valueBox.hidden = false;
    valueBox.focus();
  }

  /** A value taken literally, except that a folder of paths ends in *. */
  function escaped(column, value) {
    const literal = each => each.replace(/[\\*?]/g, '\\$&');
    return column === 'path' && value.endsWith('/*') ? literal(value.slice(0, -1)) + '*' : literal(value);
  }

  async function changed() {
    chips.replaceChildren(...conditions.map((condition, i) => el('span', {class: 'chip'}, condition.replace(/^attr\./, '').replace('=', ': ').replace(/\\(.)/g, '$1'),
      el('button', {type: 'button', 'aria-label': 'Remove the filter ' + condition, onclick: () => {
        conditions.splice(i, 1);
        attempt(changed);
      }}, '✕'))));
    await grid.reload();
    total.textContent = grid.total === index.rows ? `${count(index.rows)} images` : `${count(grid.total)} of ${count(index.rows)} images`;
    if (query_ && refused.hidden) {
      await like(query_);
      return;
    }
    if (query_ && found) {
      found = {...found, hits: []};
      showFound();
    }
    remember();
  }

  /** Writes what is shown into the page's address. */
  function remember() {
    history.replaceState(null, '', '#/look' + query({image: query_?.image, where: conditions, find: text}));
  }

  /** Looks for something else, or nothing. */
  function use(asked) {
    if (query_?.url && query_ !== asked) URL.revokeObjectURL(query_.url);
    query_ = asked;
  }

  /** After a change of the index: its numbers of rows are others now. */
  async function again() {
    index = await json('/api/index', {signal});
    await changed();
  }

  /** What is like a row or a file. */
  async function like(asked) {
    const same = asked === query_;
    use(asked);
    if (asked.file) grid.select(undefined);
    if (!same && asked.file) side.replaceChildren(el('p', {class: 'soft'}, 'Looking at the image …'));
    let answer;
    try {
      answer = asked.file
        ? await json('/api/similar' + query({k: K, where: where()}), {method: 'POST', body: asked.file, signal})
        : await json('/api/similar' + query({image: asked.image, k: K, where: where()}), {signal});
    } catch (e) {
      if (e.name === 'AbortError' || asked !== query_) return;
      use(undefined);
      remember();
      idle();
      throw e;
    }
    if (asked !== query_) return;
    if (answer.version !== index.version) {
      await again();
      return;
    }
    found = answer;
    grid.select(answer.query?.number);
    remember();
    showFound();
  }

  function facts() {
    const row = found.query;
    if (!row) return el('dl', {}, el('dt', {}, 'File'), el('dd', {}, query_.file.name));
    return el('dl', {}, el('dt', {}, 'File'), el('dd', {}, row.id),
      row.label ? [el('dt', {}, 'Label'), el('dd', {}, row.label)] : '',
      index.tables.length > 1 ? [el('dt', {}, 'Table'), el('dd', {}, row.table)] : '',
      Object.entries(row.attributes || {}).slice(0, 6).map(([key, value]) => [el('dt', {}, key), el('dd', {}, value)]));
  }

  function showFound() {
    const row = found.query;
    const hits = el('div', {class: 'hits', id: 'hits'});
    const shown = el('span', {class: 'soft'});
    const lowest = found.hits.length ? Math.floor(found.hits.at(-1).similarity * 100) / 100 : 0;
    const value = el('output', {}, number(Math.max(least, lowest), 2));
    const slider = el('input', {type: 'range', min: lowest, max: 1, step: .01, value: Math.max(least, lowest), 'aria-label': 'Least similarity'});
    const list = () => {
      const wanted = found.hits.filter(each => each.similarity >= least || least <= lowest);
      shown.textContent = `${count(wanted.length)} in ${found.milliseconds.toFixed(1)} ms`;
      hits.replaceChildren(...wanted.map(each => hit(pictureOf(each, 128, index.version), each,
        row?.label && each.label ? each.label === row.label ? 'right' : '' : '',
        {'data-number': each.number, onclick: () => attempt(() => like({image: nameOf(each)}))})));
      if (!wanted.length) hits.replaceChildren(el('p', {class: 'soft none'}, 'No image is as similar.'));
    };
    slider.addEventListener('input', () => {
      least = Number(slider.value);
      value.textContent = number(least, 2);
      list();
    });
    const image = picture(row ? pictureOf(row, 256, index.version) : query_.url, row ? row.id : query_.file.name);
    side.replaceChildren(
      el('div', {class: 'bar'}, el('h2', {}, 'Most similar'), el('span', {class: 'grow'}), opener,
        el('button', {type: 'button', class: 'quiet', 'aria-label': 'Close', onclick: close}, '✕')),
      el('div', {class: 'query'}, image, facts()),
      el('div', {class: 'bar'}, el('label', {class: 'field'}, el('span', {}, 'At least'), slider, value), el('span', {class: 'grow'}), shown),
      hits);
    list();
  }

  function close() {
    use(undefined);
    least = -1;
    grid.select(undefined);
    remember();
    idle();
  }

  function idle() {
    side.replaceChildren(
      el('div', {class: 'hint'}, el('p', {}, 'Click an image to see what is like it, or drop a file here.'), opener),
      el('dl', {class: 'facts card', style: {marginTop: '14px'}},
        el('dt', {}, 'Rows'), el('dd', {}, `${count(index.rows)}, of ${index.dimension} values (${index.features})`),
        el('dt', {}, 'Search'), el('dd', {}, index.mode),
        index.tables.slice(0, 8).map(table => [el('dt', {}, table.name), el('dd', {}, `${count(table.rows)} of ${table.data}`)])));
  }

  renewing(again);
  root.addEventListener('escape', close, {signal});
  idle();
  try {
    await changed();
  } catch (e) {
    note(sentence(e.message), true);
  }
  const image = values.get('image');
  if (image) attempt(() => like({image}));
  return () => {
    use(undefined);
    grid.end();
  };
}
