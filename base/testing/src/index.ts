export { expectGolden } from './expect-golden.ts';
export { makeTemporaryFolder, type TemporaryFolder } from './make-temporary-folder.ts';
export { makeTemporaryRepository, type TemporaryRepository } from './make-temporary-repository.ts';
export { makeTestDatabase, type TestDatabase } from './make-test-database.ts';
export { readSchema } from './read-schema.ts';
