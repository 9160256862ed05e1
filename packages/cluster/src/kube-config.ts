// A module of its own, so that the bundler sees which parts of the client are used although it is loaded when first needed.
export { KubeConfig } from '@kubernetes/client-node';
