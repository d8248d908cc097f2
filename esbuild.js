// Builds the extension: two bundles, so that nothing of MSAL is loaded before somebody is signed in.
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

async function main() {
  await Promise.all([
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
