// A module of its own, so that the bundler sees which parts are used although they are loaded when first needed.
export { got } from 'got';
export { proxyAgents } from './proxy-agents.ts';
