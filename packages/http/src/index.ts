export { type Answer, HttpFailure, type RequestOptions, request } from './request.ts';
