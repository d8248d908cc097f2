import type { ServiceRequest } from '../http/exchange.ts';
import { jsonBody, saysJson } from '../http/exchange.ts';
import { ApiError } from './errors.ts';

/** The comment that every response action takes. Names are compared by case, as the service does. */
export function commentOf(request: ServiceRequest): string {
  if (!saysJson(request)) {
    const mediaType = request.headers['content-type'] ?? '';
    throw new ApiError(
      415,
      'UnsupportedMediaType',
      `The request entity's media type '${mediaType}' is not supported for this resource.`,
    );
  }
  const body = jsonBody(request);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new ApiError(400, 'InvalidRequestBody', 'Request body is incorrect.');
  }
  const comment = 'Comment' in body ? body.Comment : undefined;
  if (comment === undefined || comment === null || comment === '') {
    throw new ApiError(400, 'MissingRequiredParameter', "Missing required parameter 'Comment'.");
  }
  if (typeof comment !== 'string') {
    throw new ApiError(400, 'InvalidRequestBody', "Parameter 'Comment' must be a string.");
  }
  return comment;
}
