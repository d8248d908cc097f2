const { extensions } = require('vscode');

const ids = ['machine-actions.empty', 'machine-actions.defender-machine-actions'];

/** Runs in the extension host: how long each of the two takes from asked to active, the first time. */
exports.run = async () => {
  const order = process.env.BENCH_ORDER === 'emptyLast' ? [...ids].reverse() : ids;
  const times = {};
  for (const id of order) {
    const started = performance.now();
    await extensions.getExtension(id).activate();
    times[id] = performance.now() - started;
  }
  console.log(`activation ${JSON.stringify(ids.map((id) => times[id]))}`);
};
