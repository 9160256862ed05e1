import { expect, test } from 'vitest';
import { defaultRules } from '../actions/cluster-alerts/src/rules/defaults.ts';
import { ruleInChinese } from '../actions/notify-email/src/mail/rules-zh.ts';

test('a digest in Chinese knows what all default rules say', () => {
  const sentences = defaultRules.flatMap(({ title, hint }) => [title, hint]);
  expect(sentences.filter((sentence) => !/\p{Script=Han}/u.test(ruleInChinese(sentence)))).toEqual([]);
});
