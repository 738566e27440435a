// Points in a plane, drawn by a small shader of our own; by a 2D canvas where there is no WebGL.

const VERTEX = `
attribute vec2 place;
attribute vec4 colour;
uniform vec2 scale;
uniform vec2 shift;
uniform mediump float size;
varying vec4 shade;
void main() {
  gl_Position = vec4(place * scale + shift, 0.0, 1.0);
  gl_PointSize = colour.a > 0.7 ? size : size * 0.8;
  shade = colour;
}`;
const FRAGMENT = `
precision mediump float;
varying vec4 shade;
uniform mediump float size;
void main() {
  float far = length(gl_PointCoord - 0.5);
  float alpha = shade.a * (1.0 - smoothstep(0.5 - 1.0 / size, 0.5, far));
  gl_FragColor = vec4(shade.rgb * alpha, alpha);
}`;

export class Points {
  constructor(canvas) {
    this.canvas = canvas;
    this.places = new Float32Array(0);
    this.colours = new Uint8Array(0);
    this.view = {x: 0, y: 0, scale: 1}; // the middle, and CSS pixels for one unit
    this.gl = canvas.getContext('webgl', {antialias: false, premultipliedAlpha: true, preserveDrawingBuffer: true});
    if (this.gl) {
      this.prepare();
      canvas.addEventListener('webglcontextlost', event => event.preventDefault());
      canvas.addEventListener('webglcontextrestored', () => {
        this.prepare();
        this.upload();
        this.draw();
      });
    } else {
      this.flat = canvas.getContext('2d');
    }
  }

  prepare() {
    const gl = this.gl;
    const shader = (type, source) => {
      const made = gl.createShader(type);
      gl.shaderSource(made, source);
      gl.compileShader(made);
      return made;
    };
    const program = gl.createProgram();
    gl.attachShader(program, shader(gl.VERTEX_SHADER, VERTEX));
    gl.attachShader(program, shader(gl.FRAGMENT_SHADER, FRAGMENT));
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost()) throw new Error('the points cannot be drawn: ' + gl.getProgramInfoLog(program));
    gl.useProgram(program);
    this.at = Object.fromEntries(['scale', 'shift', 'size'].map(name => [name, gl.getUniformLocation(program, name)]));
    this.buffers = ['place', 'colour'].map((name, i) => {
      const buffer = gl.createBuffer();
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      const place = gl.getAttribLocation(program, name);
      gl.enableVertexAttribArray(place);
      if (i === 0) gl.vertexAttribPointer(place, 2, gl.FLOAT, false, 0, 0);
      else gl.vertexAttribPointer(place, 4, gl.UNSIGNED_BYTE, true, 0, 0);
      return buffer;
    });
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** x and y of each point. */
  setPlaces(places) {
    this.places = places;
    this.upload();
  }

  /** Red, green, blue and alpha of each point, 0 to 255. */
  setColours(colours) {
    this.colours = colours;
    this.upload();
  }

  upload() {
    if (!this.gl) return;
    [this.places, this.colours].forEach((values, i) => {
      this.gl.bindBuffer(this.gl.ARRAY_BUFFER, this.buffers[i]);
      this.gl.bufferData(this.gl.ARRAY_BUFFER, values, this.gl.DYNAMIC_DRAW);
    });
  }

  get size() {
    return this.places.length / 2;
  }

  /** Shows all points. */
  fit() {
    let left = Infinity, right = -Infinity, top = Infinity, bottom = -Infinity;
    for (let i = 0; i < this.places.length; i += 2) {
      left = Math.min(left, this.places[i]);
      right = Math.max(right, this.places[i]);
      top = Math.min(top, this.places[i + 1]);
      bottom = Math.max(bottom, this.places[i + 1]);
    }
    const {clientWidth, clientHeight} = this.canvas;
    this.view.x = (left + right) / 2;
    this.view.y = (top + bottom) / 2;
    this.view.scale = .94 * Math.min(clientWidth / Math.max(right - left, 1e-9), clientHeight / Math.max(bottom - top, 1e-9));
  }

  /** From the plane to CSS pixels of the canvas. */
  toScreen(i) {
    const {x, y, scale} = this.view;
    return [(this.places[2 * i] - x) * scale + this.canvas.clientWidth / 2, this.canvas.clientHeight / 2 - (this.places[2 * i + 1] - y) * scale];
  }

  zoom(factor, px, py) {
    const {view, canvas} = this;
    const dx = px - canvas.clientWidth / 2, dy = canvas.clientHeight / 2 - py;
    const scale = Math.min(1e7, Math.max(1e-4, view.scale * factor));
    view.x += dx / view.scale - dx / scale;
    view.y += dy / view.scale - dy / scale;
    view.scale = scale;
  }

  move(dx, dy) {
    this.view.x -= dx / this.view.scale;
    this.view.y += dy / this.view.scale;
  }

  /** The point nearest to a place on the canvas, within some pixels; -1 if there is none. */
  near(px, py, within) {
    let best = -1, least = within * within;
    const {x, y, scale} = this.view;
    const wx = (px - this.canvas.clientWidth / 2) / scale + x, wy = (this.canvas.clientHeight / 2 - py) / scale + y;
    for (let i = 0; i < this.size; i++) {
      if (this.colours[4 * i + 3] < 60) continue; // not shown
      const dx = (this.places[2 * i] - wx) * scale, dy = (this.places[2 * i + 1] - wy) * scale;
      const square = dx * dx + dy * dy;
      if (square < least) {
        least = square;
        best = i;
      }
    }
    return best;
  }

  /** The points within a polygon of CSS pixels, [[x, y], ...]. */
  within(polygon) {
    const found = [];
    const xs = polygon.map(p => p[0]), ys = polygon.map(p => p[1]);
    const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    for (let i = 0; i < this.size; i++) {
      if (this.colours[4 * i + 3] < 60) continue;
      const [x, y] = this.toScreen(i);
      if (x < left || x > right || y < top || y > bottom) continue;
      let inside = false;
      for (let a = 0, b = polygon.length - 1; a < polygon.length; b = a++) {
        const [ax, ay] = polygon[a], [bx, by] = polygon[b];
        if ((ay > y) !== (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax) inside = !inside;
      }
      if (inside) found.push(i);
    }
    return found;
  }

  draw() {
    const {canvas, view} = this;
    const ratio = window.devicePixelRatio || 1;
    const width = Math.round(canvas.clientWidth * ratio), height = Math.round(canvas.clientHeight * ratio);
    if (!width || !height) return;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    const size = Math.max(3, Math.min(10, 6.5 + Math.log2(2000 / Math.max(this.size, 50)))) * ratio;
    if (!this.gl) {
      this.drawFlat(size, ratio);
      return;
    }
    const gl = this.gl;
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const sx = 2 * view.scale / canvas.clientWidth, sy = 2 * view.scale / canvas.clientHeight;
    gl.uniform2f(this.at.scale, sx, sy);
    gl.uniform2f(this.at.shift, -view.x * sx, -view.y * sy);
    gl.uniform1f(this.at.size, size);
    if (this.colours.length === 2 * this.places.length) gl.drawArrays(gl.POINTS, 0, this.size);
  }

  drawFlat(size, ratio) {
    this.flat.clearRect(0, 0, this.canvas.width, this.canvas.height);
    for (let i = 0; i < this.size; i++) {
      const [x, y] = this.toScreen(i);
      const [r, g, b, a] = this.colours.subarray(4 * i, 4 * i + 4);
      this.flat.fillStyle = `rgb(${r} ${g} ${b} / ${a / 255})`;
      this.flat.fillRect(x * ratio - size / 2, y * ratio - size / 2, size, size);
    }
  }

  end() {
    this.gl?.getExtension('WEBGL_lose_context')?.loseContext();
  }
}
