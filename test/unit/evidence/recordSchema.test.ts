import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import type { AcquisitionRecord, SegmentOutcome } from '../../../src/evidence/acquisitionRecord.ts';
import { repositoryRoot } from '../../host/paths.ts';
import { AcquisitionSetup } from '../../support/acquisitionSetup.ts';

const schemaPath = 'schemas/acquisition-record-1.schema.json';
const read = (name: string) => JSON.parse(readFileSync(join(repositoryRoot, name), 'utf8')) as unknown;
const validate = new Ajv({ allErrors: true, strict: true, allowUnionTypes: true }).compile(
  read(schemaPath) as object,
);

const at = '2026-01-02T03:04:05.678Z';
const outcomes: Record<SegmentOutcome, true> = {
  complete: true,
  interrupted: true,
  stalled: true,
  cutShort: true,
  linkExpired: true,
  refused: true,
  stopped: true,
};

interface Described {
  description?: string;
  properties?: Record<string, unknown>;
  items?: object;
}

/** With everything that a record can say. */
const full: AcquisitionRecord = {
  schema: 'acquisition-record/1',
  file: { name: 'ws-042_20260102T030405Z_abc.zip', bytes: 15_200_000, sha256: 'a1'.repeat(32) },
  action: { id: 'abc', type: 'CollectInvestigationPackage', requestor: null, relatedFileInfo: { x: [1] } },
  connection: {
    name: 'Contoso',
    cloud: 'custom',
    tenantId: 'contoso.com',
    clientId: '00000000-0000-0000-0000-000000000000',
    apiHost: 'http://127.0.0.1:8080',
  },
  link: { host: 'files.example:8443' },
  acquiredBy: { account: 'anna@contoso.com', osUser: 'anna' },
  acquiredWith: { extension: 'a.b', version: '1.2.3', vscode: '1.105.0' },
  startedUtc: at,
  finishedUtc: at,
  linkRequests: [
    { atUtc: at, status: 200, requestId: 'f00' },
    { atUtc: at, status: null, requestId: null },
  ],
  transfers: [
    ...Object.keys(outcomes).map((outcome) => ({
      host: 'files.example',
      fromByte: 0,
      toByte: 4096,
      startedUtc: at,
      finishedUtc: at,
      outcome: outcome as SegmentOutcome,
    })),
    {
      host: '[::1]:80',
      fromByte: 4096,
      toByte: 4096,
      startedUtc: at,
      finishedUtc: at,
      outcome: 'refused',
      status: 503,
    },
  ],
  verification: { atUtc: at, result: 'intact', members: 240, unpackedBytes: 120_000_000 },
};

/** The full record with another value at a path such as `transfers.0.host`; undefined takes the field out. */
function withField(path: string, value: unknown): unknown {
  const record = structuredClone(full) as unknown as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop() ?? '';
  const holder = names.reduce((inner, name) => inner[name] as Record<string, unknown>, record);
  holder[last] = value;
  return JSON.parse(JSON.stringify(record));
}

/** Paths in the full record to the fields that a record cannot do without; of lists, those of the first element. */
function requiredPaths(): string[] {
  const paths: string[] = [];
  const walk = (value: object, prefix: string) => {
    for (const [name, inner] of Object.entries(value) as [string, unknown][]) {
      const path = prefix + name;
      paths.push(path);
      if (typeof inner === 'object' && inner !== null && path !== 'action') {
        walk(
          Array.isArray(inner) ? (inner[0] as object) : inner,
          `${path}.${Array.isArray(inner) ? '0.' : ''}`,
        );
      }
    }
  };
  walk(full, '');
  return [...paths, 'action.id'];
}

describe('The published schema of acquisition records', () => {
  it('is contributed for the files that records are in', () => {
    const { contributes } = read('package.json') as { contributes: { jsonValidation: unknown } };
    assert.deepEqual(contributes.jsonValidation, [
      { fileMatch: '*.acquisition.json', url: `./${schemaPath}` },
    ]);
  });

  it('accepts the record of a download', async () => {
    const setup = await AcquisitionSetup.start();
    const { recordPath } = await setup.acquire();
    const record = JSON.parse(await readFile(recordPath, 'utf8')) as object;
    assert.ok(validate(record), JSON.stringify(validate.errors));
    await setup.close();
  });

  it('accepts a record that says everything', () => {
    assert.ok(validate(full), JSON.stringify(validate.errors));
  });

  it('accepts a record of the time before transfers were recorded, and none that records half of it', () => {
    const later = ['linkRequests', 'transfers', 'verification'];
    const without = (names: string[]) =>
      Object.fromEntries(Object.entries(full).filter(([name]) => !names.includes(name)));
    assert.ok(validate(without(later)));
    for (const name of later) {
      assert.ok(!validate(without([name])), name);
      assert.ok(!validate(without(later.filter((other) => other !== name))), name);
    }
  });

  it('accepts the command of a live response result, and no half of one', () => {
    const command = { index: 2, type: 'GetFile', params: [{ key: 'Path', value: 'C:\\a' }] };
    for (const name of ['ws-042_20260102T030405Z_abc_2_a.gz', 'ws-042_20260102T030405Z_abc_1_a.ps1.json']) {
      const file = { ...full.file, name };
      assert.ok(validate({ ...full, file, command }), JSON.stringify(validate.errors));
    }
    const wrong = [
      { index: -1 },
      { index: '2' },
      { type: 'PutFile' },
      { params: [{ key: 'Path' }] },
      { params: 'x' },
      { sig: 'x' },
      { index: undefined },
      { params: undefined },
    ];
    for (const changes of wrong) {
      const bad = JSON.parse(JSON.stringify({ ...full, command: { ...command, ...changes } })) as object;
      assert.ok(!validate(bad), JSON.stringify(changes));
    }
  });

  it('accepts the case of the workspace, which is a text', () => {
    assert.ok(validate({ ...full, case: 'INC-4821' }), JSON.stringify(validate.errors));
    for (const wrong of ['', null, 4821]) {
      assert.ok(!validate({ ...full, case: wrong }), JSON.stringify(wrong));
    }
  });

  it('accepts whatever the service says of an action', () => {
    for (const value of [null, 1, 'x', { y: [] }]) {
      assert.ok(validate(withField('action.status', value)));
      assert.ok(validate(withField('action.somethingNew', value)));
    }
  });

  for (const path of requiredPaths()) {
    it(`refuses a record without ${path}, or with something else there`, () => {
      for (const value of [undefined, true, path === 'action' ? [] : [[]]]) {
        assert.ok(!validate(withField(path, value)), JSON.stringify(value));
      }
    });
  }

  const wrong: Record<string, unknown[]> = {
    schema: ['acquisition-record/2', ''],
    'file.name': ['', 'a/b.zip', 'a\\b.zip', 'a.exe', 'a.zip/'],
    'file.bytes': [0, -1, 1.5, '1'],
    'file.sha256': ['A1'.repeat(32), 'a1'.repeat(31), 'a1'.repeat(33), 'g1'.repeat(32), ''],
    'action.id': ['', 5],
    'connection.cloud': ['mars', 'GCC'],
    'connection.apiHost': ['api.example', 'https://api.example/', 'https://a@b', 'ftp://api.example'],
    'link.host': ['', 'https://files.example', 'files.example/p?sig=s', 'files.example?sig=s', 'a b'],
    'linkRequests.0.status': [99, 600, '200'],
    'linkRequests.0.requestId': [5],
    'transfers.0.host': ['files.example/p?sig=s'],
    'transfers.0.fromByte': [-1, 0.5],
    'transfers.0.toByte': [-1],
    'transfers.0.outcome': ['done', 'Complete', null],
    'transfers.0.status': [null, '503'],
    'verification.result': ['damaged'],
    'verification.members': [0],
    'verification.unpackedBytes': [-1],
    color: ['red'],
    ...Object.fromEntries(
      [
        'file',
        'connection',
        'link',
        'acquiredBy',
        'acquiredWith',
        'linkRequests.0',
        'transfers.0',
        'verification',
      ].map((path) => [`${path}.color`, ['red']]),
    ),
    ...Object.fromEntries(
      [
        'startedUtc',
        'finishedUtc',
        'linkRequests.0.atUtc',
        'transfers.0.startedUtc',
        'transfers.0.finishedUtc',
        'verification.atUtc',
      ].map((path) => [
        path,
        [
          '2026-01-02T03:04:05Z',
          '2026-01-02T03:04:05.678',
          '2026-01-02T03:04:05.678+00:00',
          '2026-13-02T03:04:05.678Z',
          '2026-01-32T03:04:05.678Z',
          '2026-01-02T24:04:05.678Z',
          '2026-01-02T03:60:05.678Z',
          '2026-01-02T03:04:60.678Z',
          '2026-01-02 03:04:05.678Z',
          ' 2026-01-02T03:04:05.678Z',
          Date.parse(at),
        ],
      ]),
    ),
  };
  for (const [path, values] of Object.entries(wrong)) {
    it(`refuses a record whose ${path} is wrong`, () => {
      for (const value of values) {
        assert.ok(!validate(withField(path, value)), JSON.stringify(value));
      }
    });
  }

  it('describes every field in words', () => {
    const walk = (inner: unknown, path: string) => {
      const { description, properties, items } = inner as Described;
      assert.match(description ?? '', /.\.$/, path);
      for (const [name, field] of Object.entries({ ...properties, ...(items && { items }) })) {
        walk(field, `${path}.${name}`);
      }
    };
    const schema = read(schemaPath) as Described;
    walk(schema, 'record');
    assert.deepEqual(
      Object.keys(schema.properties ?? {}).sort(),
      [...Object.keys(full), 'case', 'command'].sort(),
    );
  });
});
