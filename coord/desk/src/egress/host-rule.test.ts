import { expect, test } from 'vitest';
import { isAllowed, parseHostRule } from './host-rule.ts';

const allows = (text: string, host: string, port = 443): boolean =>
  isAllowed([parseHostRule(text)!], { host, port });

test('[X1] a name is itself, whatever its case, at the ports of the web', () => {
  expect(allows('api.example.com', 'API.example.com')).toBe(true);
  expect(allows('api.example.com', 'api.example.com.', 80)).toBe(true);
  expect(allows('api.example.com', 'api.example.com', 22)).toBe(false);
  expect(allows('api.example.com', 'x.api.example.com')).toBe(false);
  expect(allows('api.example.com', 'api.example.com.evil.example')).toBe(false);
});

test('[X1] a star is every name below, and not the name itself', () => {
  expect(allows('*.example.com', 'a.b.example.com')).toBe(true);
  expect(allows('*.example.com', 'example.com')).toBe(false);
  expect(allows('*.example.com', 'notexample.com')).toBe(false);
});

test('[X1] a port is that one alone; addresses are written out', () => {
  expect(allows('example.com:8443', 'example.com', 8443)).toBe(true);
  expect(allows('example.com:8443', 'example.com', 443)).toBe(false);
  expect(allows('127.0.0.1:9000', '127.0.0.1', 9000)).toBe(true);
  expect(allows('[::1]:9000', '::1', 9000)).toBe(true);
});

test.each([
  '',
  '*',
  '*.',
  'a..b',
  'https://example.com',
  'example.com/',
  'example.com:0',
  'example.com:65536',
  'a b',
  '::1',
  '-a.com',
  '[1.2.3.4]',
  'a.*.com',
])('[X1] %j is no rule', (text) => expect(parseHostRule(text)).toBeUndefined());
