export { parseTag, type Tag, toTag } from './tag.ts';
