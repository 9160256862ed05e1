import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { down } from '@slipway/lab';
import { account } from './account.ts';
import { tellStory } from './story.ts';

// npm run demo [-- --keep] [-- --sonar] [-- --folder DIR]

const { values } = parseArgs({
  options: {
    keep: { type: 'boolean', default: false },
    sonar: { type: 'boolean', default: false },
    folder: { type: 'string', default: join(tmpdir(), 'slipway-demo') },
  },
});

const say = (line: string) => console.log(line);
try {
  const story = await tellStory({ sonar: values.sonar, folder: values.folder, say });
  say(account(story));
  const worked = story.good.answer.status === 200 && story.broken.answer.status === 200 && story.mails.length > 0;
  if (!worked) process.exitCode = 1;
  say(values.keep ? '\nEverything is left running; "npm run lab -- down" ends it.' : '');
} finally {
  if (!values.keep) await down({ log: say });
}
