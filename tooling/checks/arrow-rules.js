// DESIGN's arrows as dependency-cruiser rules. Paths are relative to the repository's root; `$1` is
// what the first group of `from.path` matched.

const coreLayer = (/** @type {string} */ layer) => `^packages/core/src/${layer}/`;

/** @type {(layer: string, mayImport: readonly string[]) => import('dependency-cruiser').IForbiddenRuleType} */
const layerRule = (layer, mayImport) => ({
  name: `core-${layer}`,
  comment: `core/${layer} may import only ${[layer, ...mayImport].join(', ')}: move the code, or define a port`,
  severity: 'error',
  from: { path: coreLayer(layer) },
  to: { path: '^packages/core/', pathNot: [layer, ...mayImport].map(coreLayer) },
});

/** @type {import('dependency-cruiser').IForbiddenRuleType[]} */
export const arrowRules = [
  {
    name: 'core-is-pure',
    comment: 'core imports nothing but itself: no npm package, no node: module; take what you need through a port',
    severity: 'error',
    from: { path: '^packages/core/' },
    to: { pathNot: '^packages/core/src/' },
  },
  layerRule('domain', []),
  layerRule('ports', ['domain']),
  layerRule('application', ['ports', 'domain']),
  layerRule('in-memory', ['application', 'ports', 'domain']),
  layerRule('testing', ['in-memory', 'application', 'ports', 'domain']),
  {
    name: 'core-entry',
    comment: "core's main entry must not drag the in-memory adapters or the test tools along",
    severity: 'error',
    from: { path: '^packages/core/src/index\\.ts$' },
    to: { path: ['in-memory', 'testing'].map(coreLayer) },
  },
  {
    name: 'contracts-only-core',
    comment: 'contracts depends on core and Node alone: runner, factory and probes are injected',
    severity: 'error',
    from: { path: '^packages/contracts/' },
    to: { pathNot: '^packages/(contracts|core)/src/', dependencyTypesNot: ['core'] },
  },
  {
    name: 'adapter-only-core',
    comment: "an adapter may import core's main entry and its own technology: never another adapter",
    severity: 'error',
    from: { path: '^packages/(adapter-[^/]+)/' },
    to: { path: '^(packages|examples|tooling)/', pathNot: ['^packages/$1/', '^packages/core/src/index\\.ts$'] },
  },
  {
    name: 'packages-import-no-example',
    comment: 'the arrows point one way: examples -> adapter-* -> core',
    severity: 'error',
    from: { path: '^packages/' },
    to: { path: '^(examples|tooling)/' },
  },
  {
    name: 'tooling-in-the-demo-only',
    comment: 'what a team would run is in the examples; only the demo may start servers by what the tests use',
    severity: 'error',
    from: { path: '^examples/', pathNot: '^examples/image-service/src/demo/' },
    to: { path: '^tooling/' },
  },
  {
    name: 'container-in-examples-only',
    comment: 'Inversify is bound in examples/ alone; core classes stay undecorated',
    severity: 'error',
    from: { pathNot: '^examples/' },
    to: { path: '(^|/)node_modules/(@inversifyjs/|inversify/|reflect-metadata/)' },
  },
  {
    name: 'declared-dependencies',
    comment: 'what src imports must be in dependencies or peerDependencies of its own package.json',
    severity: 'error',
    from: { path: '^(packages|examples)/' },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm', 'npm-peer'] },
  },
  {
    name: 'no-cycle',
    comment: 'a cycle, type-only ones included, means that one idea lives in two files: part them',
    severity: 'error',
    from: {},
    to: { circular: true },
  },
  {
    name: 'resolvable',
    comment: 'dependency-cruiser cannot find this import, so no rule can judge it: fix the path or the name',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
];
