import assert from 'node:assert/strict';
import { offsetText } from '../../../../src/packages/reading/words/clockWords.ts';
import { setTranslations, t } from '../../../../src/packages/reading/words/translate.ts';

describe('The words of a package', () => {
  afterEach(() => setTranslations(undefined));

  it('have their arguments in their places, which a translation may turn round', () => {
    assert.equal(t('{0} of {1}', 3, 'ten'), '3 of ten');
    setTranslations({ '{0} of {1}': 'von {1}: {0}' });
    assert.equal(t('{0} of {1}', 3, 'ten'), 'von ten: 3');
    assert.equal(t('{0} of {1}', '{1}', 'x'), 'von x: {1}');
    assert.equal(t('{0} and {2}', 1), '1 and {2}');
    assert.equal(t('toString'), 'toString');
  });

  it('give the place of a clock before or behind UTC', () => {
    assert.deepEqual([330, 0, -210, 765].map(offsetText), [
      'UTC+05:30',
      'UTC+00:00',
      'UTC-03:30',
      'UTC+12:45',
    ]);
  });
});
