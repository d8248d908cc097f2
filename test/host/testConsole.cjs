// Loaded into the extension host in place of the tests: marks what they print, so that it can be told from what
// VS Code itself logs to the same place, and runs them.
const { format } = require('node:util');
const { pathToFileURL } = require('node:url');

// VS Code lets nobody replace a method of its console, so this is a console on top of it.
const original = globalThis.console;
const marked = Object.create(original);
for (const level of ['debug', 'error', 'info', 'log', 'trace', 'warn']) {
  const value = (...args) => original[level](process.env.VSCODE_TEST_CONSOLE + format(...args));
  Object.defineProperty(marked, level, { value });
}
globalThis.console = marked;

exports.run = async () => {
  const tests = await import(pathToFileURL(process.env.VSCODE_TEST_ENTRY).href);
  await (tests.run ?? tests.default.run)();
};
