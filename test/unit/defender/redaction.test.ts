import assert from 'node:assert/strict';
import { redact, redactingLogger } from '../../../src/defender/redaction.ts';
import { RecordingLogger } from '../../support/recordingLogger.ts';

const jwt = 'eyJ0eXAiOiJKV1Qi.eyJhdWQiOiJodHRw.c2lnbmF0dXJl_-x';

describe('Redaction', () => {
  const redacted: [text: string, clean: string][] = [
    ['GET https://host/a.zip?sv=1&sig=abc%3d failed', 'GET https://host/a.zip?… failed'],
    ['see "https://host/a.zip?token=x;y" here', 'see "https://host/a.zip?…" here'],
    ['HTTPS://HOST/a?b', 'HTTPS://HOST/a?…'],
    ['https://host/callback#access_token=abc', 'https://host/callback?…'],
    ['two: https://a/?x=1 and https://b/?y=2', 'two: https://a/?… and https://b/?…'],
    ['proxy http://user:secret@proxy:8080 refused', 'proxy http://…@proxy:8080 refused'],
    ['proxy http://user:sec@ret@proxy:8080', 'proxy http://…@proxy:8080'],
    ['http://user:secret@proxy/path?sig=1', 'http://…@proxy/path?…'],
    [`token ${jwt}.`, 'token <token>'],
    [`"${jwt}"`, '"<token>"'],
    [`${jwt}.more.parts`, '<token>'],
    ['Authorization: Bearer abc.def~+/=', 'Authorization: Bearer <token>'],
    ['authorization: bearer abc', 'authorization: bearer <token>'],
    ['client_id=1&client_secret=a~b.c&scope=x', 'client_id=1&client_secret=…&scope=x'],
    ['refresh_token=0.AXoA&x=1', 'refresh_token=…&x=1'],
    ['client_assertion=abc', 'client_assertion=…'],
    ['device_code=abc&x=1', 'device_code=…&x=1'],
    ['?code=0.AX&state=1', '?code=…&state=1'],
    ['sig=abc%2Fdef', 'sig=…'],
    ['{"refresh_token":"0.AXoA","x":1}', '{"refresh_token":"…","x":1}'],
    ['{"clientSecret": "a~b", "secret": "0.AX"}', '{"clientSecret": "…", "secret": "…"}'],
  ];
  for (const [text, clean] of redacted) {
    it(`takes the secret out of ${JSON.stringify(text)}`, () => assert.equal(redact(text), clean));
  }

  const kept = [
    'GET api.security.microsoft.com/api/machineactions: 200, 512 characters, 31 ms',
    'GET https://host/path: 404',
    'mail anna@contoso.com about https://host/path',
    'AADSTS7000215: Invalid client secret provided.',
    'package link at host:443',
    'eye contact; eyJ is short',
    'a.b.c',
  ];
  for (const text of kept) {
    it(`leaves alone what holds none: ${text}`, () => assert.equal(redact(text), text));
  }

  it('happens on every level of a log', () => {
    const log = new RecordingLogger();
    const logger = redactingLogger(log);
    for (const level of ['debug', 'info', 'warn', 'error'] as const) {
      logger[level](`sent ${jwt}`);
    }
    assert.deepEqual(log.lines, [
      'debug sent <token>',
      'info sent <token>',
      'warn sent <token>',
      'error sent <token>',
    ]);
  });
});
