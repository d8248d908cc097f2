// Builds the extension. What only some work needs is a bundle of its own, and not loaded before that work begins.
const fs = require('node:fs');
const esbuild = require('esbuild');

const shared = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  minify: true,
  legalComments: 'none',
  // A dynamic import of the other bundle becomes a require, which every extension host has.
  supported: { 'dynamic-import': false },
  logLevel: 'warning',
};

/** node-fetch asks for it where Node has no streams of its own: nowhere that VS Code runs. */
const noPolyfill = ['web-streams-polyfill'];

/** Modules that are imported at their first use, and the bundles that they are. */
const apart = {
  'src/auth/msal.ts': 'auth.js',
  'src/evidence/archive/contentVerification.ts': 'archive.js',
  'src/nodeFetch.ts': 'fetch.js',
  'src/views/packages/packageViews.ts': 'packages.js',
};

const keepApart = {
  name: 'keep-apart',
  setup(build) {
    for (const [module, bundle] of Object.entries(apart)) {
      const name = module.split('/').at(-1).replace('.', '\\.');
      build.onResolve({ filter: new RegExp(`/${name}$`) }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: `./${bundle}`, external: true } : undefined,
      );
    }
  },
};

/** What runs inside a webview, which is a page of a browser, and its style sheet. */
function packageWindow() {
  return esbuild.build({
    ...shared,
    platform: 'browser',
    format: 'iife',
    charset: 'utf8',
    target: ['chrome138', 'firefox140', 'safari18'],
    entryPoints: [
      { in: 'src/window/main.ts', out: 'window' },
      { in: 'src/window/window.css', out: 'window' },
    ],
    outdir: 'dist',
  });
}

/** What runs in the thread that reads a package. */
function reader() {
  return esbuild.build({
    ...shared,
    entryPoints: ['src/packages/reading/readerProgram.ts'],
    outfile: 'dist/reader.js',
  });
}

/** `--tests`: also what runs inside the extension host. */
function integrationTests() {
  const folder = 'test/integration';
  const files = fs.readdirSync(folder).filter((name) => /^index\.ts$|\.test\.ts$/.test(name));
  return esbuild.build({
    ...shared,
    minify: false,
    entryPoints: files.map((name) => `${folder}/${name}`),
    outdir: 'out/integration',
    external: ['vscode', 'mocha', ...noPolyfill],
  });
}

/**
 * VS Code's API as one module whose exports the minifier can name: else each of several hundred calls spells its path
 * out.
 */
const apiByName = {
  name: 'api-by-name',
  setup(build) {
    build.onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === 'api' ? { path: 'vscode', external: true } : { path: 'vscode', namespace: 'api' },
    );
    build.onLoad({ filter: /.*/, namespace: 'api' }, () => ({
      contents: `const api = require('vscode');\n${apiNames()
        .map((name) => `export const ${name} = api.${name};`)
        .join('\n')}`,
    }));
  },
};

/** What the sources import of the API; types among it are undefined there, and nobody asks. */
function apiNames() {
  const sources = fs.readdirSync('src', { recursive: true }).filter((name) => name.endsWith('.ts'));
  const texts = sources.map((name) => fs.readFileSync(`src/${name}`, 'utf8'));
  const imports = texts.flatMap((text) => [...text.matchAll(/import \{([^}]*)\} from 'vscode'/g)]);
  const names = imports.flatMap(([, list]) => list.split(',').map((part) => part.trim().split(' as ')[0]));
  return [...new Set(names.filter((name) => name && !name.startsWith('type ')))];
}

async function main() {
  await Promise.all([
    ...(process.argv.includes('--tests') ? [integrationTests()] : []),
    esbuild.build({
      ...shared,
      entryPoints: ['src/extension.ts'],
      outfile: 'dist/extension.js',
      plugins: [keepApart, apiByName],
    }),
    packageWindow(),
    reader(),
    ...Object.entries(apart).map(([module, bundle]) =>
      esbuild.build({
        ...shared,
        entryPoints: [module],
        outfile: `dist/${bundle}`,
        external: noPolyfill,
        plugins: [apiByName],
      }),
    ),
  ]);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
