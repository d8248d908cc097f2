import assert from 'node:assert/strict';
import { MalformedQuery } from '../../simulator/api/errors.ts';
import { machineActionType } from '../../simulator/api/odata/entityTypes.ts';
import { parseFilter } from '../../simulator/api/odata/filter.ts';
import type { MachineAction } from '../../simulator/index.ts';

const action: MachineAction = {
  id: '6f6902a0-a205-4a30-b0d7-612353e5aa09',
  type: 'CollectInvestigationPackage',
  requestor: "o'brien@contoso.com",
  requestorComment: 'case 42',
  status: 'Succeeded',
  machineId: '0123456789abcdef0123456789abcdef01234567',
  computerDnsName: 'ws-042',
  creationDateTimeUtc: '2026-01-02T03:04:05.1234567Z',
  lastUpdateTimeUtc: '2026-01-02T03:06:07.7654321Z',
};

describe('Simulated $filter', () => {
  const outcomes: [expression: string, expected: boolean][] = [
    ["type eq 'CollectInvestigationPackage'", true],
    ["type eq 'collectinvestigationpackage'", false],
    ["requestor eq 'o''brien@contoso.com'", true],
    ["status ne 'Succeeded' or type eq 'Isolate'", false],
    ["status eq 'Succeeded' or type eq 'Isolate' and status eq 'Failed'", true],
    ["(status eq 'Succeeded' or type eq 'Isolate') and status eq 'Failed'", false],
    ["not (status eq 'Failed')", true],
    ["not status eq 'Failed' and not (type eq 'Isolate')", true],
    ["status in ('Pending', 'Succeeded')", true],
    ["id eq '6F6902A0-A205-4A30-B0D7-612353E5AA09'", true],
    ['id eq 6f6902a0-a205-4a30-b0d7-612353e5aa09', true],
    ["startswith(machineId, '01234') and endswith(requestor,'.com') and contains(type,'Package')", true],
    ['creationDateTimeUtc ge 2026-01-02T03:04:05.1234567Z', true],
    ['creationDateTimeUtc gt 2026-01-02T03:04:05.1234567Z', false],
    ['creationDateTimeUtc lt 2026-01-02T04:04:05.1234568+01:00', true],
    ['lastUpdateDateTimeUtc le 2026-01-02T03:06:08Z', true],
    ['2026-01-01T00:00:00Z le creationDateTimeUtc', true],
    ['machineId eq null', false],
  ];
  for (const [expression, expected] of outcomes) {
    it(`${expected ? 'finds' : 'passes over'} by ${expression}`, () => {
      assert.equal(parseFilter(expression, machineActionType)(action), expected);
    });
  }

  it('refuses what the service refuses', () => {
    const refused: [expression: string, reason: RegExp][] = [
      ["colour eq 'red'", /Could not find a property named 'colour'/],
      ["Status eq 'Failed'", /Could not find a property named 'Status'/],
      ["computerDnsName eq 'ws-042'", /cannot be used in the \$filter/],
      ["creationDateTimeUtc ge '2026-01-01T00:00:00Z'", /incompatible types/],
      ['creationDateTimeUtc ge 2026-01-01', /not valid at position/],
      ['creationDateTimeUtc ge 2026-01-01T00:00:00', /not valid at position/],
      ['status eq 6f6902a0-a205-4a30-b0d7-612353e5aa09', /incompatible types/],
      ['status eq 5', /incompatible types/],
      ["status eq 'Failed", /unterminated string literal/],
      ["status EQ 'Failed'", /Syntax error/],
      ["status eq 'Failed' and", /Syntax error/],
      ["(status eq 'Failed'", /Syntax error/],
      ["status = 'Failed'", /not valid at position/],
      ['status', /single boolean value/],
      ["length(status) eq 'x'", /unknown function/],
      ["startswith(creationDateTimeUtc,'2026')", /No function signature/],
    ];
    for (const [expression, reason] of refused) {
      assert.throws(
        () => parseFilter(expression, machineActionType),
        (error: unknown) => error instanceof MalformedQuery && reason.test(error.message),
        expression,
      );
    }
  });
});
