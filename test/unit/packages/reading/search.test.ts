import assert from 'node:assert/strict';
import { everything, generatedMembers, packed, ReadingStage } from '../../../support/readingStage.ts';

describe('A search', () => {
  let stage: ReadingStage;

  before(async () => {
    stage = await ReadingStage.start();
    const extra = [
      { path: 'Extra/words.txt', content: 'nothing here\r\nneedle-17 once\r\n' },
      { path: 'Extra/data.bin', content: Buffer.from([0, 1, 2, 3, 0, 0, 5]) },
    ];
    await stage.open(await packed([...generatedMembers(), ...extra]), {
      notes: { processes: { 1: { tag: 'a', comment: '' } } },
    });
    // What is in the cabinet is listed once it was opened.
    await stage.ask({ kind: 'columns', artifact: 'supportFiles' });
  });
  after(() => stage.end());

  const hitsOf = async (text: string, wish: { hidesCollector?: boolean; onlyTagged?: boolean } = {}) => {
    const { hits, isWhole } = await stage.ask({
      kind: 'search',
      text,
      hidesCollector: false,
      onlyTagged: false,
      ...wish,
    });
    assert.equal(isWhole, true);
    return new Map(hits.map(({ artifact, count }) => [artifact, count]));
  };

  it('counts what a view of the same words would show, in every artifact', async () => {
    for (const text of ['powershell', 'svchost -rpcss', '"needle-17 once"', 'j.hartman']) {
      const hits = await hitsOf(text);
      const { artifacts } = await stage.ask({ kind: 'overview' });
      for (const { id } of artifacts) {
        const { rowCount } = await stage.ask({ kind: 'view', artifact: id, wish: { ...everything, text } });
        assert.equal(hits.get(id) ?? 0, rowCount, `${text} in ${id}`);
      }
      assert.ok(hits.size > 0);
    }
  });

  it('looks into events, into prefetch files, into the cabinet and into other members', async () => {
    assert.ok(((await hitsOf('S-1-5-18')).get('securityEvents') ?? 0) > 0);
    assert.equal((await hitsOf('vaultcli.dll')).get('prefetch'), 1);
    assert.deepEqual([...(await hitsOf('needle-17'))], [['file/Extra/words.txt', 1]]);
    const defender = await hitsOf('"Service 4.18"');
    assert.ok([...defender.keys()].some((id) => id.includes('MPDetection')));
  });

  it('leaves out what a wish leaves out', async () => {
    const all = (await hitsOf('')).get('processes') ?? 0;
    const others = (await hitsOf('', { hidesCollector: true })).get('processes') ?? 0;
    assert.ok(others > 0 && others < all);
    assert.deepEqual([...(await hitsOf('', { onlyTagged: true }))], [['processes', 1]]);
  });
});
