import { build } from './bundles/build.ts';
import { actionNames, distFolder } from './paths.ts';

// npm run build [-- NAME…]: the committed bundles in dist/.
const names = process.argv.slice(2);
const unknown = names.filter((name) => !actionNames.includes(name));
if (unknown.length > 0) throw new Error(`No action ${unknown.join(', ')}; there are ${actionNames.join(', ')}`);
await build(distFolder, names.length > 0 ? names : actionNames);
