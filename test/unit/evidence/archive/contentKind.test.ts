import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import {
  contentKind,
  contentKindBytes,
  type ContentKind,
} from '../../../../src/evidence/archive/contentKind.ts';
import { smallZip } from '../../../support/smallZip.ts';

describe('The kind of a content', () => {
  const kinds: [string, Uint8Array | string, ContentKind][] = [
    ['a zip archive', smallZip(), 'zip'],
    ['the signature of a zip archive alone', 'PK\x03\x04', 'zip'],
    ['half the signature of a zip archive', 'PK', 'text'],
    ['a zip archive without members', smallZip({ members: {} }), 'zip'],
    ['one volume of several', 'PK\x07\x08PK\x03\x04', 'binary'],
    ['nothing', '', 'empty'],
    ['gzip', gzipSync('x'), 'gzip'],
    ['an HTML page', '<!doctype html><p>', 'html'],
    ['an HTML page in capitals', '<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN">', 'html'],
    ['an HTML page without a type', '\r\n  <HTML lang="en">', 'html'],
    ['an HTML page from its head on', '<head><title>', 'html'],
    ['an HTML page with a byte order mark', '\ufeff<html>', 'html'],
    ['an HTML page behind a comment', '<!-- gateway --><html>', 'html'],
    ['XHTML', '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">', 'html'],
    ['XML', '<?xml version="1.0"?><Error>', 'xml'],
    ['XML with a byte order mark', '\ufeff<?xml version="1.0"?><Error>', 'xml'],
    ['XML without a declaration', '<Error><Code>BlobNotFound</Code></Error>', 'xml'],
    ['XML that only mentions a page', '<Error>&lt;html&gt;</Error>', 'xml'],
    ['a JSON object', '{"error":{}}', 'json'],
    ['a JSON list', ' [1]', 'json'],
    ['JSON with a byte order mark', '\ufeff{"value":1}', 'json'],
    ['words', 'Please try again later.\r\n', 'text'],
    ['words that are not English', 'Försök igen senare.', 'text'],
    ['a less-than sign', '< 5', 'text'],
    ['a program', 'MZ\x90\0\x03', 'binary'],
    ['a null character', '\0', 'binary'],
    ['text in UTF-16', Buffer.from('\ufeffwords', 'utf16le'), 'binary'],
  ];
  for (const [words, content, kind] of kinds) {
    it(`is ${kind} for ${words}`, () => {
      assert.equal(contentKind(typeof content === 'string' ? Buffer.from(content) : content), kind);
    });
  }

  it('is told by the first bytes, whatever follows', () => {
    const words = Buffer.alloc(contentKindBytes, 'words ');
    assert.equal(contentKind(Buffer.concat([words, Buffer.alloc(10)])), 'text');
    assert.equal(contentKind(Buffer.concat([words.subarray(1), Buffer.alloc(10)])), 'binary');
  });

  it('is told from bytes that are part of a larger piece of memory', () => {
    const page = Buffer.from('\0\0\0<html>\0').subarray(3, 9);
    assert.equal(contentKind(new Uint8Array(page.buffer, page.byteOffset, page.length)), 'html');
  });
});
