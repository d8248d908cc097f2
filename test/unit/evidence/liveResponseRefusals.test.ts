import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { DefenderError } from '../../../src/defender/defenderError.ts';
import type { AcquisitionErrorData, AcquisitionReason } from '../../../src/evidence/acquisitionError.ts';
import type { Acquired } from '../../../src/evidence/acquisitionTypes.ts';
import { answer, apiError, htmlPage, json, type MachineAction, type Respond } from '../../simulator/index.ts';
import { AcquisitionSetup } from '../../support/acquisitionSetup.ts';
import { assertRefused, rejection } from '../../support/rejections.ts';

const script = 1;
const report = 2;

describe('The result of a live response command that cannot be had', () => {
  let setup: AcquisitionSetup;
  let action: MachineAction;

  beforeEach(async () => {
    setup = await AcquisitionSetup.start();
    action = setup.simulator.tenant.actions[6] ?? assert.fail();
  });

  afterEach(() => setup.close());

  const acquire = (commandIndex: number): Promise<Acquired> =>
    setup.acquire({ actionId: action.id, commandIndex });

  const linkRequests = () =>
    setup.simulator.requests.filter(({ path }) => path.includes('ResultDownloadLink'));

  const refused: [
    string,
    number,
    (commands: NonNullable<MachineAction['commands']>) => void,
    AcquisitionReason,
  ][] = [
    ['put a file', 0, () => undefined, 'noResult'],
    ['is not there', 4, () => undefined, 'noResult'],
    [
      'has not run',
      2,
      (commands) => Object.assign(commands[2] ?? {}, { commandStatus: 'Created' }),
      'commandNotReady',
    ],
    [
      'failed',
      1,
      (commands) => Object.assign(commands[1] ?? {}, { commandStatus: 'Failed', errors: ['No such script'] }),
      'commandFailed',
    ],
  ];
  for (const [words, index, change, reason] of refused) {
    it(`tells without a link request that nothing can be had of a command that ${words}`, async () => {
      change(action.commands ?? []);
      const data =
        reason === 'commandFailed' ? { command: 'Get-Triage.ps1', commandErrors: 'No such script' } : {};
      await assertRefused(acquire(index), reason, data);
      assert.equal(linkRequests().length, 0);
      assert.deepEqual(await setup.names(), []);
    });
  }

  it('has nothing of an action of another type, whatever it says of commands', async () => {
    action.type = 'Isolate';
    await assertRefused(acquire(report), 'noResult', { actionType: 'Isolate' });
  });

  it('says that the service has no result, and which permission it wants', async () => {
    const path = /ResultDownloadLink/;
    setup.simulator.faults.add({
      service: 'api',
      path,
      times: 1,
      respond: apiError(404, 'ResourceNotFound', 'x'),
    });
    await assertRefused(acquire(report), 'resultGone', { command: 'C:\\ProgramData\\triage\\result.json' });
    setup.simulator.faults.add({ service: 'api', path, respond: apiError(403, 'Forbidden', 'x') });
    const error = await rejection(acquire(report));
    assert.ok(DefenderError.is(error, 'forbidden'));
    assert.deepEqual(error.data.needs, ['Machine.LiveResponse']);
  });

  const packed = gzipSync(randomBytes(20_000));
  const other = Buffer.from(packed);
  other[9_000] = (other[9_000] ?? 0) ^ 1;
  const spoilt = Buffer.from(packed);
  spoilt[packed.length - 6] = (spoilt[packed.length - 6] ?? 0) ^ 1;
  const bytes =
    (content: Buffer | string): Respond =>
    () => ({ status: 200, headers: {}, body: content });
  const bad: [string, number, Respond, AcquisitionReason, AcquisitionErrorData][] = [
    ['a page', report, htmlPage(), 'notAPackage', { content: 'html', expected: 'gzip' }],
    [
      'an XML error',
      report,
      answer(200, '<?xml version="1.0"?><Error/>'),
      'notAPackage',
      { content: 'xml', expected: 'gzip' },
    ],
    [
      'a JSON error',
      report,
      json(200, { error: { code: 'x' } }),
      'notAPackage',
      { content: 'json', expected: 'gzip' },
    ],
    [
      'an archive',
      report,
      bytes(Buffer.from('PK\u0003\u0004 and more')),
      'notAPackage',
      { content: 'zip', expected: 'gzip' },
    ],
    [
      'half a gzip file',
      report,
      bytes(packed.subarray(0, 10_000)),
      'damaged',
      { fault: 'truncated', expected: 'gzip' },
    ],
    ['a gzip file with other bytes', report, bytes(other), 'damaged', { fault: 'inflate' }],
    ['a gzip file with another checksum', report, bytes(spoilt), 'damaged', { fault: 'inflate' }],
    [
      'a gzip file and zeros',
      report,
      bytes(Buffer.concat([packed, Buffer.alloc(600)])),
      'damaged',
      { fault: 'trailingBytes' },
    ],
    ['a page', script, htmlPage(), 'notAPackage', { content: 'html', expected: 'json' }],
    ['a gzip file', script, bytes(packed), 'notAPackage', { content: 'gzip', expected: 'json' }],
    [
      'half a report',
      script,
      bytes('{"script_name":"x","exit'),
      'damaged',
      { fault: 'json', expected: 'json' },
    ],
    ['a report and a page', script, bytes('{"script_output":"x"}<html>'), 'damaged', { fault: 'json' }],
    [
      'an error',
      script,
      json(200, { error: { code: 'x', message: 'y' } }),
      'damaged',
      { fault: 'errorAnswer' },
    ],
  ];
  for (const [words, index, respond, reason, data] of bad) {
    it(`keeps nothing when ${words} comes instead of ${index === script ? 'a report' : 'a file'}`, async () => {
      setup.packageHost(respond);
      await assertRefused(acquire(index), reason, data);
      assert.deepEqual(await setup.names(), []);
      assert.deepEqual(await setup.unfinished.list(), []);
    });
  }
});
