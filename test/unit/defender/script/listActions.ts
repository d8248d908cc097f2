import { DefenderClient } from '../../../../src/defender/client.ts';

const [apiHost = '', token = ''] = process.argv.slice(2);
const client = new DefenderClient({ apiHost, fetch, getToken: () => Promise.resolve(token) });
let more = true;
for (let skip = 0; more;) {
  const page = await client.listMachineActions({ top: 100, skip });
  page.actions.forEach(({ id, type, status }) => console.log(id, type, status));
  [skip, more] = [skip + page.received, page.hasMore];
}
