import { describe, expect, test } from 'vitest';
import { amount, total } from './basket.js';

describe('total', () => {
  test('adds up', () => {
    expect(total([{ pieces: 2, price: 150 }, { pieces: 1, price: 99 }])).toBe(399);
  });

  test('gives one in ten away', () => {
    expect(total([{ pieces: 20, price: 100 }])).toBe(1800);
  });
});

test('an amount has two decimals', () => {
  expect(amount(1230)).toBe('12.30');
});
