import type { Logger } from './logger.ts';

/** Whatever looks like one of these is a secret somewhere: a token, a link's query, a password in an address. */
const secrets: [RegExp, string][] = [
  [/\b(https?:\/\/)[^\s/?#]*@/gi, '$1…@'],
  [/\b(https?:\/\/[^\s?#"']*)[?#][^\s"']*/gi, '$1?…'],
  [/\beyJ[\w-]{8,}(\.[\w-]*){1,4}/g, '<token>'],
  [/\b(bearer\s+)[\w.~+/=-]+/gi, '$1<token>'],
  [
    /\b(client_secret|client_assertion|refresh_token|access_token|id_token|device_code|code|sig|token)=[^&\s"']+/gi,
    '$1=…',
  ],
  [
    /("(?:client_?secret|client_assertion|(?:refresh|access|id)_token|device_code|secret)"\s*:\s*")[^"]+/gi,
    '$1…',
  ],
];

/** The last guard before a text is written to the log; nothing is meant to need it. */
export function redact(text: string): string {
  return secrets.reduce((clean, [pattern, replacement]) => clean.replaceAll(pattern, replacement), text);
}

export function redactingLogger(logger: Logger): Logger {
  return {
    debug: (message) => logger.debug(redact(message)),
    info: (message) => logger.info(redact(message)),
    warn: (message) => logger.warn(redact(message)),
    error: (message) => logger.error(redact(message)),
  };
}
