export { proxyFor } from './proxy.ts';
export { type Answer, HttpFailure, type RequestOptions, request } from './request.ts';
