import assert from 'node:assert/strict';
import { isOtherTenant } from '../../../src/defender/tenant.ts';

const contoso = '11111111-0000-4000-8000-00000000000a';
const fabrikam = '22222222-0000-4000-8000-00000000000b';

describe('Another tenant', () => {
  const cases: [meant: string, ofToken: string, other: boolean][] = [
    [contoso, fabrikam, true],
    [contoso, 'anything else', true],
    [contoso, contoso, false],
    [contoso, contoso.toUpperCase(), false],
    [contoso.toUpperCase(), contoso, false],
    ['contoso.com', fabrikam, false],
    [`${contoso}.com`, fabrikam, false],
    [contoso, '', false],
  ];
  for (const [meant, ofToken, other] of cases) {
    it(`is ${other ? '' : 'not '}that of a token for "${ofToken}" where "${meant}" is meant`, () => {
      assert.equal(isOtherTenant(meant, ofToken), other);
    });
  }
});
