// The tree is the architecture: which room may import which is checked here (docs/architecture.md).
import vue from 'eslint-plugin-vue';
import typescript from 'typescript-eslint';

/** Forbids a room to import the named sibling rooms, whatever the depth of the relative path. */
const closed = (room, ...forbidden) => ({
  files: [`src/${room}/**/*.{ts,vue}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: forbidden.map((name) => ({
          regex: name.startsWith('^') ? name : `^(\\.\\.?/)+(.*/)?${name}/`,
          message: `src/${room} may not import ${name}; see docs/architecture.md`,
        })),
      },
    ],
  },
});

export default typescript.config(
  {
    ignores: ['out', 'dist', 'node_modules', 'test-results', 'playwright-report', 'test/fixtures', '.cache'],
  },
  ...typescript.configs.strict,
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser: typescript.parser } },
    rules: {
      // Prettier owns the layout of templates.
      'vue/html-indent': 'off',
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
    },
  },
  {
    rules: {
      'no-undef': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    files: ['src/engine/**/*.ts', 'src/main/**/*.ts', 'src/server/**/*.ts', 'src/cli/**/*.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.node.json' } },
    rules: { '@typescript-eslint/no-floating-promises': 'error' },
  },
  {
    files: ['scripts/**', 'bench/**', 'src/cli/**', 'src/server/**', 'test/**'],
    rules: { 'no-console': 'off' },
  },
  closed('shared', 'engine', 'main', 'preload', 'server', 'cli', 'renderer', '^electron$', '^node:'),
  closed('engine', 'main', 'preload', 'server', 'cli', 'renderer', '^electron$', '^vue$'),
  closed('main', 'server', 'cli', 'renderer'),
  closed('server', 'main', 'preload', 'cli', 'renderer', '^electron$'),
  closed('cli', 'main', 'preload', 'renderer', '^electron$'),
  closed('preload', 'engine', 'main', 'server', 'cli', 'renderer'),
  closed('renderer', 'engine', 'main', 'preload', 'server', 'cli', '^electron$', '^node:'),
);
