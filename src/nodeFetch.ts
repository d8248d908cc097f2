/** A bundle of its own, which nothing needs before the first request. */
export { default as nodeFetch } from 'node-fetch';
