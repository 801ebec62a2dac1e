import { expect, test } from 'vitest';
import { endIdleTransactions } from './end-idle-transactions.ts';

const optionsOf = (databaseUrl: string) => new URL(databaseUrl).searchParams.get('options');

test('what else an address sets stays, and a timeout of its own stands', () => {
  const address = 'postgresql://hub:secret@127.0.0.1:5432/hub';
  expect(optionsOf(endIdleTransactions(address))).toBe('-c idle_in_transaction_session_timeout=60000');
  const searching = `${address}?sslmode=require&options=${encodeURIComponent('-c search_path=hub')}`;
  expect(optionsOf(endIdleTransactions(searching))).toBe(
    '-c search_path=hub -c idle_in_transaction_session_timeout=60000',
  );
  expect(endIdleTransactions(searching)).toContain('sslmode=require');
  const own = `${address}?options=${encodeURIComponent('-c idle_in_transaction_session_timeout=5')}`;
  expect(endIdleTransactions(own)).toBe(own);
  const withoutHost = 'postgresql://hub@/hub?host=/run/postgresql';
  expect(endIdleTransactions(withoutHost)).toBe(withoutHost);
});
