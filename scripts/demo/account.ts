import { stripVTControlCharacters } from 'node:util';
import type { Mail } from '@slipway/lab';
import type { Story } from './story.ts';
import { stepLine } from './story.ts';

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;

/** The end of the demo: what was built, what runs, what failed, and where to look. */
export function account(story: Story): string {
  const { good, broken } = story;
  const output = (name: string) => good.run.outputs.get(name) ?? '(none)';
  const failed = (name: string) => broken.run.outputs.get(name) ?? '(none)';
  return stripVTControlCharacters(
    [
      '',
      'What happened',
      `  commit     ${good.commit}`,
      `  tag        ${output('build/build/source/tag')}`,
      `  image      ${output('build/build/image/image')}`,
      `  digest     ${output('build/build/image/digest')}`,
      `  revision   ${output('deploy/deploy/deploy/revision')} of release index in bss-dev`,
      `  answer     ${good.answer.url} → ${good.answer.status} ${good.answer.body}`,
      `  first pod  ${seconds(story.toFirstPod)} after the start (lab ${seconds(story.lab)}, pipeline ${seconds(good.run.duration)})`,
      '',
      'Time for each step',
      ...good.run.steps.map((step) => `  ${stepLine(step)}`),
      '',
      'And when a commit breaks it',
      `  tag        ${failed('build/build/source/tag')}`,
      `  result     ${failed('deploy/deploy/deploy/result')}, rolled back: ${failed('deploy/deploy/deploy/rolled-back')}`,
      `  reason     ${failed('deploy/deploy/deploy/reason')}`,
      `  answer     ${broken.answer.status} ${broken.answer.body} (the old version)`,
      ...story.mails.map((mail) => `  mail       ${mailLine(mail)}`),
      ...story.takenFor.map((address) => `  mail       to ${address}, taken by your server`),
      '',
      'Where to look',
      ...story.mails.map((mail) => `  mail       ${mail.page}`),
      `  summaries  ${good.run.summary}`,
      `             ${broken.run.summary}`,
      `  logs       ${good.run.log}`,
      `             ${broken.run.log}`,
    ].join('\n'),
  );
}

function mailLine(mail: Mail): string {
  return `"${mail.subject}" to ${mail.to.join(', ')}`;
}
