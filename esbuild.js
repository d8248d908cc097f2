// Builds the extension: two bundles, so that nothing of MSAL is loaded before somebody is signed in.
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

const msalApart = {
  name: 'msal-apart',
  setup(build) {
    build.onResolve({ filter: /\/msal\.ts$/ }, () => ({ path: './auth.js', external: true }));
  },
};

/** `--tests`: also what runs inside the extension host. */
function integrationTests() {
  const folder = 'test/integration';
  const files = fs.readdirSync(folder).filter((name) => /^index\.ts$|\.test\.ts$/.test(name));
  return esbuild.build({
    ...shared,
    minify: false,
    entryPoints: files.map((name) => `${folder}/${name}`),
    outdir: 'out/integration',
    external: ['vscode', 'mocha', 'web-streams-polyfill'],
  });
}

async function main() {
  await Promise.all([
    ...(process.argv.includes('--tests') ? [integrationTests()] : []),
    esbuild.build({
      ...shared,
      entryPoints: ['src/extension.ts'],
      outfile: 'dist/extension.js',
      // node-fetch asks for the polyfill where Node has no streams of its own: nowhere that VS Code runs.
      external: ['vscode', 'web-streams-polyfill'],
      plugins: [msalApart],
    }),
    esbuild.build({ ...shared, entryPoints: ['src/auth/msal.ts'], outfile: 'dist/auth.js' }),
  ]);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
