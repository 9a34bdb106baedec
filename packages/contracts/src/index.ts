export { taskRepositoryContract } from './task-repository/index.ts';
