// A grid of any number of pictures: only those in sight are elements, rows are fetched in pages.

const PAGE = 200;
const MOST_PAGES = 60;
const AHEAD = 1; // rows of tiles above and below those in sight

export class Grid {
  /**
   * @param fetchRows (from, count) -> {count, rows}
   * @param tile row -> an element to be put into the tile
   * @param open row -> called on click and Enter
   */
  constructor({fetchRows, tile, open, size = 88, label}) {
    Object.assign(this, {fetchRows, tile, open, size});
    this.total = 0;
    this.pages = new Map(); // number -> rows, or a promise
    this.tiles = new Map(); // index -> element
    this.current = 0;
    this.version = 0;
    this.canvas = document.createElement('div');
    this.canvas.className = 'canvas';
    this.node = document.createElement('div');
    this.node.className = 'grid';
    this.node.setAttribute('role', 'listbox');
    this.node.setAttribute('aria-label', label);
    this.node.append(this.canvas);
    this.node.addEventListener('scroll', () => this.draw());
    this.node.addEventListener('keydown', event => this.key(event));
    this.node.addEventListener('click', event => {
      const tile = event.target.closest('.tile');
      if (tile) this.choose(Number(tile.dataset.index), true);
    });
    this.watch = new ResizeObserver(() => this.layOut());
    this.watch.observe(this.node);
  }

  /** Reads everything again, from the top. */
  async reload() {
    this.version++;
    this.pages.clear();
    this.clear();
    this.node.scrollTop = 0;
    this.current = 0;
    this.selected = undefined;
    const version = this.version;
    const page = await this.page(0);
    if (version === this.version && page) this.layOut();
  }

  clear() {
    this.tiles.forEach(tile => tile.remove());
    this.tiles.clear();
  }

  layOut() {
    this.columns = Math.max(1, Math.floor((this.node.clientWidth - 4) / this.size));
    this.step = (this.node.clientWidth - 4) / this.columns;
    this.canvas.style.height = Math.ceil(this.total / this.columns) * this.step + 'px';
    this.clear();
    this.draw();
  }

  draw() {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      this.drawNow();
    });
  }

  range() {
    const first = Math.max(0, Math.floor(this.node.scrollTop / this.step) - AHEAD) * this.columns;
    const last = Math.ceil((this.node.scrollTop + this.node.clientHeight) / this.step + AHEAD) * this.columns;
    return [first, Math.min(this.total, last)];
  }

  drawNow() {
    if (!this.columns || !this.step) return;
    const [first, last] = this.range();
    for (const [index, tile] of this.tiles) {
      if (index < first || index >= last) {
        tile.remove();
        this.tiles.delete(index);
      }
    }
    for (let page = Math.floor(first / PAGE); page * PAGE < last; page++) {
      const rows = this.pages.get(page);
      if (Array.isArray(rows)) {
        this.pages.delete(page); // the last used is the last dropped
        this.pages.set(page, rows);
        for (let index = Math.max(first, page * PAGE); index < Math.min(last, page * PAGE + rows.length); index++) {
          if (!this.tiles.has(index)) this.add(index, rows[index - page * PAGE]);
        }
      } else if (!rows) {
        const version = this.version;
        this.page(page).then(found => found && version === this.version && this.draw());
      }
    }
  }

  /** The rows of a page; undefined if they could not be read. */
  async page(number) {
    const version = this.version;
    const promise = this.fetchRows(number * PAGE, PAGE);
    this.pages.set(number, promise);
    const answer = await promise;
    if (version !== this.version) return undefined;
    if (!answer) {
      this.pages.delete(number);
      return undefined;
    }
    this.total = answer.count;
    this.pages.set(number, answer.rows);
    for (const [other, rows] of this.pages) {
      if (this.pages.size <= MOST_PAGES) break;
      if (other !== number && Array.isArray(rows)) this.pages.delete(other);
    }
    return answer.rows;
  }

  add(index, row) {
    const tile = document.createElement('button');
    tile.type = 'button';
    tile.className = 'tile';
    tile.dataset.index = index;
    tile.dataset.number = row.number;
    tile.setAttribute('role', 'option');
    tile.setAttribute('aria-label', (row.label ? row.label + ': ' : '') + row.id);
    tile.setAttribute('aria-selected', String(row.number === this.selected));
    tile.tabIndex = index === this.current ? 0 : -1;
    Object.assign(tile.style, {
      left: 2 + index % this.columns * this.step + 'px', top: Math.floor(index / this.columns) * this.step + 'px',
      width: this.step + 'px', height: this.step + 'px',
    });
    tile.append(this.tile(row));
    this.canvas.append(tile);
    this.tiles.set(index, tile);
    if (this.focusWanted === index) {
      this.focusWanted = undefined;
      tile.focus({preventScroll: true});
    }
  }

  row(index) {
    const rows = this.pages.get(Math.floor(index / PAGE));
    return Array.isArray(rows) ? rows[index % PAGE] : undefined;
  }

  /** Marks the tile of a row. */
  select(number) {
    this.selected = number;
    this.tiles.forEach(tile => tile.setAttribute('aria-selected', String(Number(tile.dataset.number) === number)));
  }

  choose(index, opens) {
    this.tiles.get(this.current)?.setAttribute('tabindex', '-1');
    this.current = Math.max(0, Math.min(this.total - 1, index));
    const top = Math.floor(this.current / this.columns) * this.step;
    if (top < this.node.scrollTop) this.node.scrollTop = top;
    else if (top + this.step > this.node.scrollTop + this.node.clientHeight) this.node.scrollTop = top + this.step - this.node.clientHeight;
    const tile = this.tiles.get(this.current);
    if (tile) {
      tile.tabIndex = 0;
      tile.focus({preventScroll: true});
    } else {
      this.focusWanted = this.current;
    }
    const row = this.row(this.current);
    if (opens && row) {
      this.select(row.number);
      this.open(row);
    }
  }

  key(event) {
    const page = Math.max(1, Math.floor(this.node.clientHeight / this.step) - 1) * this.columns;
    const steps = {ArrowLeft: -1, ArrowRight: 1, ArrowUp: -this.columns, ArrowDown: this.columns, PageUp: -page, PageDown: page, Home: -this.current, End: this.total};
    if (event.key in steps && !event.ctrlKey && !event.altKey) {
      event.preventDefault();
      this.choose(this.current + steps[event.key], false);
    }
  }

  end() {
    this.watch.disconnect();
  }
}
