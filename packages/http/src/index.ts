export { ProxyFailure, proxyFor, proxyLogin } from './proxy.ts';
export { type Answer, HttpFailure, type RequestOptions, request } from './request.ts';
