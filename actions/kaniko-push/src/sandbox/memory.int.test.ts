import { environment } from '@slipway/lab';
import { expect, test } from 'vitest';
import { buildsWith } from '../testing/build.ts';

const { service } = buildsWith(await environment());

const Dockerfile = [
  'FROM busybox:1',
  'RUN env | grep "^GO" || echo none',
  'RUN cat /proc/[0-9]*/environ 2>/dev/null | tr "\\0" "\\n" | grep "^GO" | sort -u',
  '',
].join('\n');

test.each([
  ['rarely, up to half of the memory that is available', {}, /^\| GOGC=400$/, /^\| GOMEMLIMIT=\d{8,}$/],
  ['as the runner says', { GOGC: '150', GOMEMLIMIT: '1GiB' }, /^\| GOGC=150$/, /^\| GOMEMLIMIT=1GiB$/],
] as const)('kaniko collects garbage %s, and steps do not see it', async (_, given, gogc, limit) => {
  const app = await service({ Dockerfile });
  Object.assign(app.context, { env: { ...app.context.env, ...given } });
  await app.push();
  const said = app.context.lines.map(({ text }) => text).filter((text) => /^\| (GO\w+=|none$)/.test(text));
  expect(said).toEqual(['| none', expect.stringMatching(gogc), expect.stringMatching(limit)]);
});
