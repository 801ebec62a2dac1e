import { expect, test } from 'vitest';
import { chooseAccount } from './account.ts';
import { PostgresError } from './postgres-error.ts';

const root = 'root:x:0:0:root:/root:/bin/bash';
const daemon = 'daemon:x:1:2:daemon:/usr/sbin:/usr/sbin/nologin';
const nobody = 'nobody:x:65534:65533:nobody:/nonexistent:/usr/sbin/nologin';
const postgres = 'postgres:x:101:104:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash';
const person = 'person:x:1000:1000::/home/person:/bin/bash';
const choose = (...lines: string[]) => chooseAccount(`${lines.join('\n')}\n`);

test('postgres comes first, then nobody, then the first system account', () => {
  expect(choose(root, daemon, nobody, person, postgres)).toEqual({ name: 'postgres', uid: 101, gid: 104 });
  expect(choose(root, daemon, nobody, person)).toEqual({ name: 'nobody', uid: 65534, gid: 65533 });
  expect(choose(root, person, daemon)).toEqual({ name: 'daemon', uid: 1, gid: 2 });
});

test('neither root under another name nor a person runs the server', () => {
  expect(choose(root, 'postgres:x:0:0::/:/bin/sh', daemon)).toMatchObject({ name: 'daemon' });
  expect(() => choose(root, person, '# a comment', '')).toThrow(PostgresError);
  expect(() => choose(root)).toThrow(/DATABASE_URL/);
});
