// Map: all embeddings in two dimensions, by principal components at once, then by UMAP in a worker.
import {Points} from './points.js';
import {attempt, colour, count, el, json, note, picture, progress, query, request, select, settled} from './dom.js';

const EPOCHS = 200;
const NEAR = 12;
const LISTED = 60;
const NAMED = 40; // legend's length
const COLOURED = 12; // the largest groups; the others are grey until they are chosen
const GREY = '#8d95a3';

const rgb = hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));

export const pictureOf = (row, size, version) =>
  `/api/pictures/${encodeURIComponent(row.table)}/${row.number}` + query({size, v: version});

/** The name of a row's image, which stays when numbers of rows change. */
export const nameOf = row => `${row.table}:${row.id}`;

export async function show(root, {signal}) {
  const bar = el('div');
  root.append(bar);
  const map = await (await settled('/api/map', {signal}, now => bar.replaceChildren(progress(now)))).json();
  const v = map.version;
  const start = new Float32Array(await (await request('/api/map/start' + query({v}), {signal})).arrayBuffer());
  bar.remove();
  const canvas = el('canvas', {'aria-hidden': 'true'});
  const over = el('canvas', {class: 'over', tabindex: '0', role: 'img', 'aria-label': `Map of ${count(map.shown)} images. Arrow keys move it, plus and minus zoom.`});
  const tip = el('div', {class: 'tip', hidden: true});
  const stage = el('div', {class: 'stage'}, canvas, over, tip);
  const state = el('span', {class: 'soft', role: 'status'});
  const legend = el('ul', {class: 'legend'});
  const legendTitle = el('h3', {}, 'Labels');
  const chosenPlace = el('div', {class: 'card', 'aria-live': 'polite'});
  const side = el('div', {class: 'side'}, chosenPlace, el('div', {class: 'card'}, legendTitle, legend));
  const labelled = map.label_names.length > 0;
  let by = labelled ? 'label' : 'clusters';
  let clusterCount = 12;
  let groups = map.labels; // the group of each point, -1 for none
  let names = map.label_names;
  let only = -1; // a group that alone is shown
  let chosen = [];
  let tool = 'move';
  let worker;
  const rows = new Map(); // number -> row, of those that were looked at

  const tools = {
    move: el('button', {type: 'button', 'aria-pressed': 'true', title: 'Drag moves the map (m)', onclick: () => setTool('move')}, 'Move'),
    lasso: el('button', {type: 'button', 'aria-pressed': 'false', title: 'Drag around points to choose them (l)', onclick: () => setTool('lasso')}, 'Lasso'),
  };
  const again = el('button', {type: 'button', onclick: () => attempt(layOut)}, 'Lay out again');
  const clusterField = select('', [4, 8, 12, 20, 40], clusterCount, value => {
    clusterCount = Number(value);
    attempt(group);
  });
  root.append(el('div', {class: 'map'},
    el('div', {}, el('div', {class: 'bar'},
      select('Colours', [['label', 'by label'], ['clusters', 'by cluster'], ...(map.table_names.length > 1 ? [['table', 'by table']] : [])], by, value => {
        by = value;
        attempt(group);
      }), clusterField,
      tools.move, tools.lasso,
      el('button', {type: 'button', onclick: () => {
        points.fit();
        draw();
      }}, 'All'),
      el('span', {class: 'grow'}), state, again), stage),
    side));

  const points = new Points(canvas);
  points.setPlaces(start);
  points.fit();
  const sizes = new ResizeObserver(() => draw());
  sizes.observe(stage);

  function setTool(name) {
    tool = name;
    stage.dataset.tool = name;
    for (const [key, button] of Object.entries(tools)) button.setAttribute('aria-pressed', String(key === name));
  }

  async function group() {
    clusterField.hidden = by !== 'clusters';
    if (by === 'clusters') {
      const k = Math.min(clusterCount, map.laid_out);
      const found = await (await settled('/api/map/clusters' + query({k, v}), {signal}, () => {})).json();
      if (by !== 'clusters' || k !== Math.min(clusterCount, map.laid_out)) return; // chosen otherwise meanwhile
      groups = found;
      names = Array.from({length: k}, (_, i) => 'Cluster ' + (i + 1));
    } else {
      groups = by === 'label' ? map.labels : map.tables;
      names = by === 'label' ? map.label_names : map.table_names;
    }
    if (by === 'label' && !labelled) note('the images have no labels: colour them by cluster', true);
    only = -1;
    showLegend();
    paint();
  }

  function sizesOfGroups() {
    const all = new Array(names.length).fill(0);
    for (const each of groups) if (each >= 0) all[each]++;
    return all;
  }

  const shade = each => ranks[each] < COLOURED ? colour(ranks[each]) : each === only ? '#ff9933' : GREY;
  let ranks = []; // of each group by size: the largest have the first colours

  function showLegend() {
    const counts = sizesOfGroups();
    const order = names.map((_, i) => i).sort((a, b) => counts[b] - counts[a]);
    ranks = new Array(names.length);
    order.forEach((each, rank) => { ranks[each] = rank; });
    legendTitle.textContent = {label: 'Labels', clusters: 'Clusters', table: 'Tables'}[by];
    legend.replaceChildren(...order.slice(0, NAMED).map(each => el('li', {}, el('button', {
      type: 'button', 'aria-pressed': String(only === each), 'data-group': each, onclick: () => {
        only = only === each ? -1 : each;
        for (const button of legend.querySelectorAll('button')) button.setAttribute('aria-pressed', String(Number(button.dataset.group) === only));
        paint();
      }}, el('span', {class: 'swatch', style: {background: shade(each)}}), el('span', {}, names[each]), el('span', {class: 'soft'}, count(counts[each]))))));
    if (order.length > COLOURED) legend.children[COLOURED].before(el('li', {class: 'soft'}, 'Grey: the smaller ones. A click shows one alone, in orange.'));
    const without = groups.reduce((sum, each) => sum + (each < 0 ? 1 : 0), 0);
    if (without && order.length) {
      legend.append(el('li', {class: 'soft none'}, el('span', {class: 'swatch', style: {background: GREY}}), `No label: ${count(without)}`));
    }
    if (order.length > NAMED) legend.append(el('li', {class: 'soft'}, `and ${count(order.length - NAMED)} smaller ones`));
    if (!order.length) legend.append(el('li', {class: 'soft'}, 'The images have no labels.'));
  }

  function paint() {
    const colours = new Uint8Array(4 * points.size);
    const marked = new Set(chosen);
    const alpha = points.size > 20000 ? 190 : 225;
    for (let i = 0; i < points.size; i++) {
      const [r, g, b] = groups[i] < 0 ? rgb(GREY) : rgb(shade(groups[i]));
      const shown = only < 0 || groups[i] === only;
      colours.set([r, g, b, !shown ? 14 : chosen.length && !marked.has(i) ? 70 : alpha], 4 * i);
    }
    points.setColours(colours);
    draw();
  }

  let waiting = false;
  function draw() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      points.draw();
    });
  }

  async function layOut() {
    worker?.terminate();
    again.disabled = true;
    if (map.laid_out < 16) {
      state.textContent = 'Principal components: UMAP needs 16 rows.';
      return;
    }
    state.textContent = 'Finding neighbours …';
    const neighbours = await (await settled('/api/map/neighbours' + query({v}), {signal}, () => {})).arrayBuffer();
    if (signal.aborted) return;
    worker = new Worker('umap-worker.js');
    let first = true;
    worker.onmessage = ({data}) => {
      points.setPlaces(data.places);
      if (first || data.epoch < 40 || data.epoch === data.epochs) points.fit();
      first = false;
      draw();
      const some = map.shown > map.laid_out ? `, ${count(map.laid_out)} laid out, the others placed among them` : '';
      const part = map.rows > map.shown ? `${count(map.shown)} of ${count(map.rows)} images` : `${count(map.shown)} images`;
      state.textContent = data.epoch < data.epochs ? `UMAP: epoch ${data.epoch} of ${data.epochs}` : `UMAP of ${part}${some}`;
      stage.dataset.epoch = data.epoch;
      if (data.epoch === data.epochs) {
        again.disabled = false;
        worker.terminate();
      }
    };
    worker.onerror = event => {
      again.disabled = false;
      state.textContent = 'Principal components.';
      note('the layout failed: ' + (event.message || 'unknown reason'), true);
    };
    worker.postMessage({neighbours, start, epochs: EPOCHS});
  }

  const context = over.getContext('2d');
  let drag; // {x, y, path, pointers}
  const place = event => {
    const box = over.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  over.addEventListener('pointerdown', event => {
    const [x, y] = place(event);
    over.setPointerCapture(event.pointerId);
    drag = {x, y, moved: false, lasso: tool === 'lasso' || event.shiftKey, path: [[x, y]]};
    tip.hidden = true;
  });
  over.addEventListener('pointermove', event => {
    const [x, y] = place(event);
    if (!drag) {
      hover(x, y);
      return;
    }
    if (Math.hypot(x - drag.path[0][0], y - drag.path[0][1]) > 3) drag.moved = true;
    if (drag.lasso) {
      drag.path.push([x, y]);
      drawLasso();
    } else {
      points.move(x - drag.x, y - drag.y);
      draw();
    }
    drag.x = x;
    drag.y = y;
  });
  const up = event => {
    if (!drag) return;
    const done = drag;
    drag = undefined;
    context.clearRect(0, 0, over.width, over.height);
    if (event.type === 'pointercancel') return;
    if (!done.moved) {
      const i = points.near(done.x, done.y, NEAR);
      if (i >= 0) attempt(async () => { location.hash = lookAt(await rowOf(map.numbers[i])); });
      else choose([]);
    } else if (done.lasso && done.path.length > 2) {
      choose(points.within(done.path));
    }
  };
  over.addEventListener('pointerup', up);
  over.addEventListener('pointercancel', up);
  over.addEventListener('pointerleave', () => {
    tip.hidden = true;
  });
  over.addEventListener('wheel', event => {
    event.preventDefault();
    const [x, y] = place(event);
    points.zoom(Math.exp(-event.deltaY * (event.deltaMode === 1 ? .05 : .0015)), x, y);
    tip.hidden = true;
    draw();
  }, {passive: false});
  over.addEventListener('keydown', event => {
    const moves = {ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60]};
    if (moves[event.key]) points.move(...moves[event.key]);
    else if (event.key === '+' || event.key === '=') points.zoom(1.3, over.clientWidth / 2, over.clientHeight / 2);
    else if (event.key === '-') points.zoom(1 / 1.3, over.clientWidth / 2, over.clientHeight / 2);
    else if (event.key === 'm') setTool('move');
    else if (event.key === 'l') setTool('lasso');
    else return;
    event.preventDefault();
    draw();
  });
  root.addEventListener('escape', () => choose([]), {signal});

  function drawLasso() {
    over.width = over.clientWidth;
    over.height = over.clientHeight;
    context.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue('--accent');
    context.fillStyle = context.strokeStyle;
    context.lineWidth = 1.5;
    context.beginPath();
    drag.path.forEach(([x, y], i) => i ? context.lineTo(x, y) : context.moveTo(x, y));
    context.closePath();
    context.stroke();
    context.globalAlpha = .1;
    context.fill();
    context.globalAlpha = 1;
  }

  let hovered = -1;
  function hover(x, y) {
    const i = points.near(x, y, NEAR);
    if (i >= 0) {
      tip.style.left = Math.min(x + 14, stage.clientWidth - 158) + 'px';
      tip.style.top = (y + 200 > stage.clientHeight ? Math.max(0, y - 190) : y + 14) + 'px';
    }
    if (i === hovered && tip.hidden === i < 0) return;
    hovered = i;
    tip.hidden = i < 0;
    if (i < 0) return;
    attempt(async () => {
      const row = await rowOf(map.numbers[i]);
      if (hovered === i) tip.replaceChildren(picture(pictureOf(row, 256, v), row.id), row.label || '', el('div', {class: 'soft'}, row.id));
    });
  }

  const lookAt = row => '#/look' + query({image: nameOf(row)});

  async function rowOf(number) {
    if (!rows.has(number)) rows.set(number, await json('/api/rows/' + number + query({v}), {signal}));
    return rows.get(number);
  }

  function choose(found) {
    chosen = found;
    paint();
    if (!chosen.length) {
      chosenPlace.replaceChildren(el('h3', {}, 'Chosen images'), el('p', {class: 'soft'}, 'Draw around points with the lasso (or hold Shift and drag) to list them. A click on a point opens it.'));
      return;
    }
    const pictures = el('div', {class: 'hits'});
    chosenPlace.replaceChildren(
      el('div', {class: 'bar'}, el('h3', {}, `${count(chosen.length)} ${chosen.length === 1 ? 'image' : 'images'} chosen`), el('span', {class: 'grow'}),
        el('button', {type: 'button', class: 'main', onclick: () => attempt(save)}, 'Save as CSV'),
        el('button', {type: 'button', class: 'quiet', 'aria-label': 'Choose none', onclick: () => choose([])}, '✕')),
      pictures);
    const now = chosen;
    attempt(async () => {
      for (const i of now.slice(0, LISTED)) {
        const row = await rowOf(map.numbers[i]);
        if (chosen !== now) return;
        pictures.append(el('a', {class: 'hit', href: lookAt(row)}, picture(pictureOf(row, 128, v), row.id), el('span', {class: 'label'}, row.label || row.id)));
      }
      if (now.length > LISTED) pictures.append(el('p', {class: 'soft'}, `and ${count(now.length - LISTED)} more in the list`));
    });
  }

  async function save() {
    const answer = await request('/api/map/list' + query({v}), {method: 'POST', body: chosen.map(i => map.numbers[i]).join('\n'), signal});
    const link = el('a', {href: URL.createObjectURL(await answer.blob()), download: 'chosen.csv'});
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  setTool('move');
  await group();
  choose([]);
  draw();
  attempt(layOut);
  return () => {
    worker?.terminate();
    sizes.disconnect();
    points.end();
  };
}
