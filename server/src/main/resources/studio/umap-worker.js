// Lays out points by UMAP from exact neighbours; a classic worker, since umap-js is no ES module.
// Gets {neighbours, start, epochs}: the answers of /api/map/neighbours and of /api/map/start. Sends {places, epoch, epochs} every few epochs.
importScripts('lib/umap.js');

const SEED = 42;
const EVERY = 4;

/** Mulberry32: numbers from 0 to 1 that depend on the seed alone. */
function seeded(seed) {
  let state = seed;
  return () => {
    state = state + 0x6D2B79F5 | 0;
    let t = Math.imul(state ^ state >>> 15, 1 | state);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 4294967296;
  };
}

/** The first places moved to the middle, the longest side 20, as UMAP begins. */
function scaled(start, n) {
  const low = [Infinity, Infinity], high = [-Infinity, -Infinity];
  for (let i = 0; i < 2 * n; i++) {
    low[i % 2] = Math.min(low[i % 2], start[i]);
    high[i % 2] = Math.max(high[i % 2], start[i]);
  }
  const factor = 20 / Math.max(high[0] - low[0], high[1] - low[1], 1e-12);
  return Float32Array.from(start, (value, i) => (value - (low[i % 2] + high[i % 2]) / 2) * factor);
}

onmessage = ({data}) => {
  const view = new DataView(data.neighbours);
  const n = view.getInt32(0, true), k = view.getInt32(4, true);
  const total = data.start.length / 2;
  let at = 8;
  const take = (Type, length) => {
    const values = new Type(data.neighbours, at, length);
    at += 4 * length;
    return values;
  };
  const indices = take(Int32Array, n * k), distances = take(Float32Array, n * k);
  const by = take(Int32Array, 1)[0];
  const nearest = take(Int32Array, (total - n) * by), weights = take(Float32Array, (total - n) * by);
  const random = seeded(SEED);
  const umap = new UMAP.UMAP({nComponents: 2, nNeighbors: k + 1, nEpochs: data.epochs, minDist: .1, random});
  const rows = [], far = [];
  for (let i = 0; i < n; i++) { // each row is its own nearest
    rows.push([i, ...indices.subarray(i * k, (i + 1) * k)]);
    far.push([0, ...distances.subarray(i * k, (i + 1) * k)]);
  }
  umap.setPrecomputedKNN(rows, far);
  umap.initializeFit(rows);
  const embedding = umap.getEmbedding();
  const begin = scaled(data.start, n);
  for (let i = 0; i < n; i++) { // equal first places would never part
    embedding[i][0] = begin[2 * i] + (random() - .5) * 1e-3;
    embedding[i][1] = begin[2 * i + 1] + (random() - .5) * 1e-3;
  }
  const send = epoch => {
    const places = new Float32Array(2 * total);
    for (let i = 0; i < n; i++) {
      places[2 * i] = embedding[i][0];
      places[2 * i + 1] = embedding[i][1];
    }
    for (let i = 0; i < total - n; i++) {
      for (let j = i * by; j < (i + 1) * by; j++) {
        places[2 * (n + i)] += weights[j] * embedding[nearest[j]][0];
        places[2 * (n + i) + 1] += weights[j] * embedding[nearest[j]][1];
      }
    }
    postMessage({places, epoch, epochs: data.epochs}, [places.buffer]);
  };
  for (let epoch = 1; epoch <= data.epochs; epoch++) {
    umap.step();
    if (epoch % EVERY === 0 || epoch === data.epochs) send(epoch);
  }
};
