import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LabFailure } from '@slipway/lab';
import { account } from './account.ts';
import { openLab, StoryFailure, tellStory } from './story.ts';

// npm run demo [-- --keep] [-- --sonar] [-- --folder DIR]

const { values } = parseArgs({
  options: {
    keep: { type: 'boolean', default: false },
    sonar: { type: 'boolean', default: false },
    folder: { type: 'string', default: join(tmpdir(), 'slipway-demo') },
  },
});

const { sonar, folder, keep } = values;
const say = (line: string) => console.log(line);
try {
  const lab = await openLab({ sonar, say });
  try {
    const story = await tellStory({ sonar, folder, say, lab: lab.duration });
    say(account(story));
    if (story.broken.answer.status !== 200 || story.mails.length + story.takenFor.length === 0) process.exitCode = 1;
    say(
      keep
        ? `\nEverything is left running, mails at ${story.environment.MAIL_URL ?? 'your server'}; "npm run lab -- down" ends it.`
        : '',
    );
  } finally {
    if (!keep) await lab.close();
  }
} catch (error) {
  if (!(error instanceof LabFailure || error instanceof StoryFailure)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
