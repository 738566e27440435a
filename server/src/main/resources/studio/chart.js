// Curves of several runs in one chart, by uPlot, a global of lib/uplot.js, which is loaded with the first view that has charts.
import {colour, el} from './dom.js';

await new Promise((resolve, reject) => {
  const script = el('script', {src: 'lib/uplot.js', onload: resolve, onerror: () => reject(new Error('lib/uplot.js cannot be loaded'))});
  document.head.append(script);
});

const style = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Joins points of several runs, each with rising x, into uPlot's columns. */
export function columns(series) {
  const all = [...new Set(series.flatMap(each => each.x))].sort((a, b) => a - b);
  const place = new Map(all.map((x, i) => [x, i]));
  return [all, ...series.map(each => {
    const values = new Array(all.length).fill(undefined); // undefined: the run has no such point
    each.x.forEach((x, i) => { values[place.get(x)] = each.y[i]; });
    return values;
  })];
}

/** A chart with a heading that shows the values under the pointer, or the last ones. */
export class Chart {
  constructor(title, format, {height = 206} = {}) {
    this.title = title;
    this.format = format;
    this.height = height;
    this.value = el('span');
    this.place = el('div', {role: 'img', 'aria-label': title});
    this.node = el('div', {class: 'card'}, el('h3', {}, title, this.value), this.place);
    this.names = '';
    this.resize = new ResizeObserver(() => this.fit());
    this.resize.observe(this.place);
  }

  /** Draws series, each {name, index, x, y}; index chooses its colour. */
  draw(series) {
    this.series = series;
    this.node.hidden = !series.some(each => each.y.some(value => value !== null && value !== undefined));
    if (this.node.hidden) return;
    this.data = columns(series);
    const names = series.map(each => each.name + each.index).join('\n');
    if (this.plot && names === this.names) this.plot.setData(this.data);
    else this.make(names);
    this.show(null);
  }

  make(names) {
    this.plot?.destroy();
    this.names = names;
    const axis = {
      stroke: style('--soft'),
      grid: {stroke: style('--line'), width: 1},
      ticks: {stroke: style('--line'), width: 1},
      font: '11px system-ui, sans-serif',
      labelFont: '11px system-ui, sans-serif',
      labelSize: 16,
      labelGap: 0,
    };
    this.plot = new uPlot({
      width: this.place.clientWidth || 320,
      height: this.height,
      padding: [8, 8, 0, 0],
      cursor: {drag: {x: true, y: false}, points: {size: 7}, sync: {key: 'runs'}},
      scales: {x: {time: false}, y: {}},
      axes: [{...axis, label: 'Epoch', size: 26}, {...axis, label: this.title, size: 66, values: (_, ticks) => ticks.map(tick => tick === null ? '' : this.format(tick))}],
      series: [{}, ...this.series.map(each => ({
        label: each.name,
        stroke: colour(each.index),
        width: each.thin ? 1 : 2,
        alpha: each.thin ? .6 : 1,
        spanGaps: true,
        points: {show: each.y.length < 2, size: 5},
      }))],
      hooks: {setCursor: [plot => this.show(plot.cursor.idx)]},
    }, this.data, this.place);
  }

  show(index) {
    if (this.series.length !== 1) {
      this.value.textContent = index === null || index === undefined ? '' : `epoch ${Number(this.data[0][index]).toFixed(0)}`;
      return;
    }
    const values = this.data[1];
    let i = index ?? values.length - 1;
    while (i > 0 && (values[i] === undefined || values[i] === null)) i--;
    const value = values[i];
    this.value.textContent = value === undefined || value === null ? '' : this.format(value);
  }

  fit() {
    if (this.plot && this.place.clientWidth) this.plot.setSize({width: this.place.clientWidth, height: this.height});
  }

  /** After a change of the page's colours. */
  recolour() {
    if (this.plot) this.make(this.names);
  }

  end() {
    this.resize.disconnect();
    this.plot?.destroy();
  }
}
