// A module of its own, so that the bundler sees which parts of got are used although it is loaded when first needed.
export { got } from 'got';
