import { expect, test } from 'vitest';
import { compileAtOnce } from './eager-modules.ts';

test('the functions of a bundle and of its parts stand in brackets, and nothing else does', () => {
  expect(compileAtOnce('var a,m={1:(e)=>{e.x={y(){},z:()=>1}},"./b":function(e){}},o={k:1,f:()=>2};m[1](a={})')).toBe(
    'var a,m={1:((e)=>{e.x={y(){},z:()=>1}}),"./b":(function(e){})},o={k:1,f:()=>2};m[1](a={})',
  );
  expect(compileAtOnce('export const id=5;export const modules={7:e=>{e.x=1}};')).toBe(
    'export const id=5;export const modules={7:(e=>{e.x=1})};',
  );
});

test('a bundle that is written in another way is an error', () => {
  expect(() => compileAtOnce('const modules=[()=>{}];')).toThrow('no modules where they were');
});
