// Suites on real servers, for vitest.

export {
  describeWithMongo,
  describeWithRedis,
  describeWithServers,
  type Needs,
  type SuiteServerSet,
} from './describe-with-servers.ts';
