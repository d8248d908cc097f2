import tseslint from 'typescript-eslint';

const noVscode = { name: 'vscode', message: 'This room runs without an editor.' };
const noUndici = {
  name: 'undici',
  message: 'Evaluating undici breaks the fetch of the whole extension host.',
};
const noTests = { group: ['**/test/**'], message: 'Test code never goes into the product.' };
const noFs = {
  group: ['fs', 'node:fs', 'fs/promises', 'node:fs/promises'],
  message: 'The client module touches no disk.',
};
const upward = (...rooms) => ({
  group: rooms.map((room) => `**/${room}/**`),
  message: 'Dependencies point one way: commands, views -> evidence, packages, auth -> defender.',
});

const restrict = (files, { paths = [], patterns = [] }) => ({
  files,
  rules: {
    'no-restricted-imports': ['error', { paths: [noUndici, ...paths], patterns: [noTests, ...patterns] }],
  },
});

export default tseslint.config(
  { ignores: ['dist/', 'out/', '.vscode-test/', '.demo/', '.bench-*/', 'node_modules/'] },
  {
    files: ['src/**/*.ts', 'test/**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      curly: 'error',
      eqeqeq: 'error',
      'no-console': 'error',
      'max-lines': ['error', { max: 260, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  restrict(['src/**/*.ts'], {}),
  restrict(['src/defender/**/*.ts'], {
    paths: [noVscode],
    patterns: [noFs, upward('auth', 'evidence', 'packages', 'views', 'commands')],
  }),
  restrict(['src/auth/**/*.ts'], { patterns: [upward('evidence', 'packages', 'views', 'commands')] }),
  restrict(['src/evidence/**/*.ts', 'src/packages/**/*.ts'], {
    paths: [noVscode],
    patterns: [upward('auth', 'views', 'commands')],
  }),
  restrict(['src/collection/**/*.ts'], {
    paths: [noVscode],
    patterns: [upward('auth', 'packages', 'views', 'commands')],
  }),
  restrict(['src/window/**/*.ts'], {
    paths: [noVscode],
    patterns: [
      { group: ['node:*', 'fs', 'path'], message: 'This room runs in a page of a browser.' },
      {
        group: [
          '**/defender/**',
          '**/auth/**',
          '**/evidence/**',
          '**/views/**',
          '**/commands/**',
          '**/packages/**',
        ],
        allowTypeImports: true,
        message: 'The page knows what it is told, and takes nothing but types from elsewhere.',
      },
    ],
  }),
  restrict(['src/views/**/*.ts'], { patterns: [upward('commands')] }),
  {
    files: ['test/**/*.ts'],
    rules: { 'no-console': 'off', '@typescript-eslint/no-unused-expressions': 'off' },
  },
);
