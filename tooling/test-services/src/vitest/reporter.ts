import type { Reporter, TestCase, TestModule } from 'vitest/node';
import { formatReport, type ServersOfTest } from './run-report.ts';

/** Ends a run's output with the servers it used and the suites that did not run for want of one or of a browser. */
export class ServersReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const report = formatReport(modules.flatMap((module) => [...module.children.allTests()].map(serversOf)));
    if (report !== '') console.log(`${report}\n`);
  }
}

function serversOf(test: TestCase): ServersOfTest {
  const { safelightServers: servers, safelightNotRun: notRun } = test.meta();
  const suite = test.parent.type === 'suite' ? ` > ${test.parent.fullName}` : '';
  return { suite: test.module.relativeModuleId + suite, servers, notRun };
}
