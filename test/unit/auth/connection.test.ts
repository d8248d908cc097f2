import assert from 'node:assert/strict';
import { parseConnections, type Connection } from '../../../src/auth/connection.ts';
import type { SettingsErrorData, SettingsReason } from '../../../src/auth/settingsError.ts';

const id = '6f0b7c1e-52a4-4d0b-8f7d-2c9a41d3e805';
const app = '11111111-2222-4333-8444-555555555555';
const least = { name: 'Contoso', tenantId: id, clientId: app };
const custom = {
  ...least,
  cloud: 'custom',
  apiHost: 'http://127.0.0.1:1',
  authority: 'http://localhost:2',
  scope: 's/.default',
};

function only(element: object): Connection {
  const { usable, problems } = parseConnections([element]);
  assert.deepEqual(problems, []);
  return usable[0] ?? assert.fail();
}

describe('The connections of the settings', () => {
  it('are none when there is no setting', () => {
    for (const setting of [undefined, null, []]) {
      assert.deepEqual(parseConnections(setting), { usable: [], problems: [] });
    }
  });

  for (const setting of [{}, { 0: least }, 'text', 5, true]) {
    it(`are none, and say so, when the setting is no list: ${JSON.stringify(setting)}`, () => {
      const { usable, problems } = parseConnections(setting);
      assert.deepEqual([usable, problems.map(({ reason }) => reason)], [[], ['notAList']]);
    });
  }

  it('are used though others beside them cannot be', () => {
    const fine = { ...least, name: 'Fine' };
    const { usable, problems } = parseConnections([
      null,
      least,
      { ...least, cloud: 'moon', name: 'Bad' },
      fine,
      7,
    ]);
    assert.deepEqual(
      usable.map(({ name }) => name),
      ['Contoso', 'Fine'],
    );
    assert.deepEqual(
      problems.map(({ reason, data }) => [reason, data.connection]),
      [
        ['notAnObject', '1'],
        ['unknownValue', 'Bad'],
        ['notAnObject', '5'],
      ],
    );
  });

  it('need names of their own; the first keeps it', () => {
    const { usable, problems } = parseConnections([
      least,
      { ...least, name: ' Contoso ', tenantId: 'contoso.com' },
    ]);
    assert.deepEqual(
      usable.map(({ tenantId }) => tenantId),
      [id],
    );
    assert.deepEqual([problems[0]?.reason, problems[0]?.data], ['duplicateName', { connection: 'Contoso' }]);
  });

  it('may take the name of one that cannot be used', () => {
    const { usable } = parseConnections([{ ...least, tenantId: '' }, least]);
    assert.equal(usable.length, 1);
  });
});

describe('A connection', () => {
  const clouds: [cloud: string, apiHost: string, authority: string, portal: string][] = [
    [
      'commercial',
      'https://api.securitycenter.microsoft.com',
      'https://login.microsoftonline.com',
      'security.microsoft.com',
    ],
    [
      'gcc',
      'https://api-gcc.securitycenter.microsoft.us',
      'https://login.microsoftonline.com',
      'security.microsoft.com',
    ],
    [
      'gccHigh',
      'https://api-gov.securitycenter.microsoft.us',
      'https://login.microsoftonline.us',
      'security.microsoft.us',
    ],
    [
      'dod',
      'https://api-gov.securitycenter.microsoft.us',
      'https://login.microsoftonline.us',
      'security.apps.mil',
    ],
  ];
  for (const [cloud, apiHost, authority, portal] of clouds) {
    it(`has the hosts and the scope of its cloud: ${cloud}`, () => {
      assert.deepEqual(only({ ...least, cloud }), {
        ...least,
        cloud,
        signIn: 'browser',
        apiHost,
        authority,
        scope: `${apiHost}/.default`,
        portal: `https://${portal}`,
      });
    });
  }

  it('is commercial and signs in with the browser when it says nothing else', () => {
    for (const nothing of [undefined, null, '', '  ']) {
      const { cloud, signIn } = only({
        ...least,
        cloud: nothing,
        signIn: nothing,
        scope: nothing,
        apiHost: nothing,
      });
      assert.deepEqual([cloud, signIn], ['commercial', 'browser']);
    }
  });

  it('keeps the scope of its cloud when it calls another host of it', () => {
    const { apiHost, scope } = only({ ...least, apiHost: 'https://EU.api.security.microsoft.com/' });
    assert.deepEqual(
      [apiHost, scope],
      ['https://eu.api.security.microsoft.com', 'https://api.securitycenter.microsoft.com/.default'],
    );
  });

  it('may have its own host, authority and scope', () => {
    const own = { apiHost: 'https://a', authority: 'https://b:8443', scope: 'c/.default' };
    const { apiHost, authority, scope, portal } = only({ ...least, cloud: 'dod', ...own });
    assert.deepEqual({ apiHost, authority, scope }, own);
    assert.equal(portal, 'https://security.apps.mil');
  });

  it('of a custom cloud has what it says, and no portal', () => {
    assert.deepEqual(only(custom), { ...custom, signIn: 'browser' });
  });

  it('is read without blanks around its values', () => {
    const padded = Object.fromEntries(Object.entries(custom).map(([key, value]) => [key, ` ${value}\n`]));
    assert.deepEqual(only(padded), { ...custom, signIn: 'browser' });
  });

  it('has a certificate only when it signs in with one', () => {
    assert.equal(only({ ...least, certificatePath: '/x.pem' }).certificatePath, undefined);
    const { certificatePath } = only({ ...least, signIn: 'certificate', certificatePath: '/x.pem' });
    assert.equal(certificatePath, '/x.pem');
  });

  for (const signIn of ['browser', 'deviceCode', 'clientSecret']) {
    it(`signs in the way it says: ${signIn}`, () => assert.equal(only({ ...least, signIn }).signIn, signIn));
  }

  for (const tenantId of [id, id.toUpperCase(), 'contoso.com', 'contoso.onmicrosoft.com', 'a-b.c']) {
    it(`may be of the tenant ${tenantId}`, () =>
      assert.equal(only({ ...least, tenantId }).tenantId, tenantId));
  }

  it('leaves out what no connection has', () => {
    assert.deepEqual(only({ ...custom, secret: 'x', portal: 'https://evil.com', __proto__: null }), {
      ...custom,
      signIn: 'browser',
    });
  });

  const wrong: [what: string, element: unknown, reason: SettingsReason, data: SettingsErrorData][] = [
    ['null', null, 'notAnObject', { connection: '1' }],
    ['a text', 'Contoso', 'notAnObject', { connection: '1' }],
    ['a number', 5, 'notAnObject', { connection: '1' }],
    ['a list', [least], 'notAnObject', { connection: '1' }],
    ['empty', {}, 'missing', { connection: '1', field: 'name' }],
    ['without a name', { ...least, name: ' ' }, 'missing', { field: 'name' }],
    ['with a number for a name', { ...least, name: 5 }, 'notText', { connection: '1', field: 'name' }],
    [
      'without a tenant',
      { ...least, tenantId: null },
      'missing',
      { connection: 'Contoso', field: 'tenantId' },
    ],
    ['without a client', { ...least, clientId: '' }, 'missing', { connection: 'Contoso', field: 'clientId' }],
    ['with a list for a tenant', { ...least, tenantId: [id] }, 'notText', { field: 'tenantId' }],
    ['with a list for a scope', { ...least, scope: ['x'] }, 'notText', { field: 'scope' }],
    ['with an object for a host', { ...least, apiHost: {} }, 'notText', { field: 'apiHost' }],
    ['with a number for a cloud', { ...least, cloud: 1 }, 'notText', { field: 'cloud' }],
    [
      'in an unknown cloud',
      { ...least, cloud: 'Commercial' },
      'unknownValue',
      { field: 'cloud', value: 'Commercial', allowed: ['commercial', 'gcc', 'gccHigh', 'dod', 'custom'] },
    ],
    [
      'with an unknown way to sign in',
      { ...least, signIn: 'password' },
      'unknownValue',
      {
        field: 'signIn',
        value: 'password',
        allowed: ['browser', 'deviceCode', 'clientSecret', 'certificate'],
      },
    ],
    [
      'for all tenants',
      { ...least, tenantId: 'common' },
      'badTenant',
      { field: 'tenantId', value: 'common' },
    ],
    ['for organizations', { ...least, tenantId: 'Organizations' }, 'badTenant', { value: 'Organizations' }],
    ['for consumers', { ...least, tenantId: 'CONSUMERS' }, 'badTenant', { value: 'CONSUMERS' }],
    ['with a path for a tenant', { ...least, tenantId: '../x' }, 'badTenant', { value: '../x' }],
    ['with more than a tenant', { ...least, tenantId: `${id}/..` }, 'badTenant', { value: `${id}/..` }],
    ['with a query for a tenant', { ...least, tenantId: 'a?b' }, 'badTenant', { value: 'a?b' }],
    ['with a secret for a client', { ...least, clientId: 'a~b.c' }, 'badClientId', { value: 'a~b.c' }],
    [
      'with a host that has a path',
      { ...least, apiHost: 'https://h/api' },
      'notAnOrigin',
      { field: 'apiHost' },
    ],
    ['with no host', { ...least, authority: 'login' }, 'notAnOrigin', { field: 'authority' }],
    ['with plain http', { ...least, apiHost: 'http://h' }, 'plainHttp', { field: 'apiHost' }],
    ['with plain http to sign in', { ...least, authority: 'http://h' }, 'plainHttp', { field: 'authority' }],
    ['custom, without a host', { ...custom, apiHost: null }, 'missing', { field: 'apiHost' }],
    ['custom, without an authority', { ...custom, authority: '' }, 'missing', { field: 'authority' }],
    ['custom, without a scope', { ...custom, scope: undefined }, 'missing', { field: 'scope' }],
    ['without its certificate', { ...least, signIn: 'certificate' }, 'missing', { field: 'certificatePath' }],
  ];
  for (const [what, element, reason, data] of wrong) {
    it(`is refused, and says what is wrong: ${what}`, () => {
      const { usable, problems } = parseConnections([element]);
      const [problem, ...more] = problems;
      assert.deepEqual([usable, more, problem?.name, problem?.reason], [[], [], 'SettingsError', reason]);
      assert.partialDeepStrictEqual(problem?.data, data);
    });
  }

  it('does not repeat a password that somebody put into a host', () => {
    const { problems } = parseConnections([{ ...least, apiHost: 'https://anna:PASSWORD@host' }]);
    assert.equal(problems[0]?.reason, 'notAnOrigin');
    assert.ok(!JSON.stringify(problems[0]).includes('PASSWORD'));
  });
});
