import { expect, it } from 'vitest';
import { classAgentError } from './class-agent-error.ts';

it.each([
  ['API Error: 401 {"type":"authentication_error"}', 'auth'],
  ['Not logged in. Please run /login', 'auth'],
  ['exceeded your current quota, please check your plan and billing details', 'quota'],
  ['Your credit balance is too low', 'quota'],
  ['429 Too Many Requests', 'rate_limit'],
  ['Overloaded', 'rate_limit'],
  ['stream disconnected before completion', 'transport'],
  ['connect ECONNREFUSED 127.0.0.1:1', 'transport'],
  ['unexpected status 400 Bad Request', 'model'],
  ['The model `gpt-x` does not exist', 'model'],
  ['something else', 'crashed'],
])('[C9] classes %s', (message, expected) => {
  expect(classAgentError({ message }).class).toBe(expected);
});

it('[C9] believes the kind that was named before the words', () => {
  expect(classAgentError({ message: 'API Error', kind: 'billing_error' }).class).toBe('quota');
  expect(classAgentError({ message: '429', kind: 'no_such_kind' }).class).toBe('rate_limit');
});

it('[C9] knows the refusal of the meter, which comes as a wrong request', () => {
  const message = 'API Error: 400 The budget of this turn is used up: 9 of 8 tokens.';
  expect(classAgentError({ message, kind: 'invalid_request_error' })).toEqual({ class: 'budget', message });
});

it.each([
  ['Rate limit reached. Please try again in 12s', 12_000],
  ['Please try again in 850ms.', 850],
  ['retry-after: 3', 3_000],
  ['Retry in 2 minutes', 120_000],
  ['try again later', undefined],
])("[C9] takes the vendor's own word for when to try again: %s", (message, expected) => {
  expect(classAgentError({ message }).retryAfterMs).toBe(expected);
});
