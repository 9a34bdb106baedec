// The container's entry: starts one process of the service, by its name.
//
//   node examples/image-service/deploy/start.js api|worker|all-in-one
const processes = ['api', 'worker', 'all-in-one'];
const name = process.argv[2] ?? '';

if (processes.includes(name)) {
  // In this very process, so that signals reach it.
  await import(new URL(`../dist/${name}.js`, import.meta.url).href);
} else {
  process.stderr.write(`There is no process ${JSON.stringify(name)}: name one of ${processes.join(', ')}.\n`);
  process.exitCode = 2;
}
