import assert from 'node:assert/strict';
import { element, filled, instance, optional, type Node } from '../../../fixtures/eventLog/nodes.ts';
import { dataTemplate } from '../../../fixtures/eventLog/events.ts';
import * as written from '../../../fixtures/eventLog/values.ts';
import type { WrittenValue } from '../../../fixtures/eventLog/values.ts';
import { logOfContent, logOfFragment, readOne } from '../../../support/eventLogs.ts';

function readContent(content: readonly Node[], ...values: WrittenValue[]) {
  return readOne(logOfContent(content, ...values));
}

/** Of an event with this content, what stands in the element of its data. */
async function dataXml(content: readonly Node[], ...values: WrittenValue[]): Promise<string> {
  const { xml } = await readContent([element('EventData', {}, ...content)], ...values);
  const [, inside = ''] = /<EventData>\n {4}([^]*)\n {2}<\/EventData>/.exec(xml) ?? [];
  return inside;
}

describe('The content of an event', () => {
  it('is named by the names of the data', async () => {
    const content = element(
      'EventData',
      {},
      element('Data', { Name: 'First' }, filled(0)),
      element('Data', {}, filled(1)),
      element('Data', { Name: ['Part', filled(2)] }, 'three'),
      element('Binary', {}, filled(3)),
      element('Data', { Name: 'Four', Type: 'x' }, 'four'),
    );
    const values = [
      written.text('one'),
      written.text('two'),
      written.uint8(7),
      written.binary(Buffer.from([1])),
    ];
    const { pairs } = await readContent([content], ...values);
    assert.deepEqual(pairs, [
      ['First', 'one'],
      ['', 'two'],
      ['Part7', 'three'],
      ['Binary', '01'],
      ['Four@Type', 'x'],
      ['Four', 'four'],
    ]);
  });

  it("is named by the way to it in a user's own data", async () => {
    const content = element(
      'UserData',
      {},
      element(
        'LogFileCleared',
        { xmlns: 'http://manifests.example', 'xmlns:auto-ns2': 'x', Kind: 'k' },
        element('SubjectUserName', {}, filled(0)),
        element('Error', { Code: filled(1) }, element('Text', {}, 'inner'), ' ', 'beside'),
      ),
    );
    const { pairs } = await readContent([content], written.text('Administrator'), written.uint32(15_007));
    assert.deepEqual(pairs, [
      ['@Kind', 'k'],
      ['SubjectUserName', 'Administrator'],
      ['Error@Code', '15007'],
      ['Error/Text', 'inner'],
      ['Error', 'beside'],
    ]);
  });

  it('has the parts of events that other computers sent', async () => {
    const { pairs } = await readContent([
      element('RenderingInfo', { Culture: 'en-US' }, element('Message', {}, 'm')),
    ]);
    assert.deepEqual(pairs, [
      ['RenderingInfo@Culture', 'en-US'],
      ['RenderingInfo/Message', 'm'],
    ]);
  });

  it('has fragments within values, those of other templates too', async () => {
    const inner = dataTemplate(900, ['Inner']);
    const content = element(
      'EventData',
      {},
      element('Data', { Name: 'Whole' }, filled(0)),
      element('Data', { Name: 'Bare' }, optional(1)),
    );
    const { pairs, xml } = await readContent(
      [content],
      written.fragment(instance(inner, written.text('v'))),
      written.fragment(element('Point', { x: '1' }, 'p')),
    );
    assert.deepEqual(pairs, [
      ['Whole/EventData/Inner', 'v'],
      ['Bare/Point@x', '1'],
      ['Bare/Point', 'p'],
    ]);
    assert.match(xml, /<Data Name="Inner">v<\/Data>/);
    assert.match(xml, /<Point x="1">p<\/Point>/);
  });

  it('is named by each of the places where a template is used', async () => {
    const inner = { id: 901, content: [element('Inner', {}, filled(0))] };
    const { pairs } = await readContent(
      [element('EventData', {}, element('A', {}, filled(0)), element('B', {}, filled(1)))],
      written.fragment(instance(inner, written.uint8(1))),
      written.fragment(instance(inner, written.uint8(2))),
    );
    assert.deepEqual(pairs, [
      ['A/Inner', '1'],
      ['B/Inner', '2'],
    ]);
  });

  it('leaves an element out whose only value is left out', async () => {
    const xml = await dataXml(
      [
        element('Data', { Name: 'Gone' }, optional(0)),
        element('Data', { Name: 'Empty' }, filled(0)),
        element('Data', { Name: 'Kept' }, 'a', optional(0)),
      ],
      written.nothing,
    );
    assert.equal(xml, '<Data Name="Empty"/>\n    <Data Name="Kept">a</Data>');
    const { pairs } = await readContent(
      [
        element(
          'EventData',
          {},
          element('Data', { Name: 'Gone' }, optional(0)),
          element('Data', { Name: 'Empty' }, filled(0)),
        ),
      ],
      written.nothing,
    );
    assert.deepEqual(pairs, [['Empty', '']]);
  });

  it('leaves an attribute out whose only value is left out', async () => {
    const attributes = { Gone: optional(0), Empty: filled(0), Part: ['a', optional(0)] };
    assert.equal(await dataXml([element('Data', attributes)], written.nothing), '<Data Empty="" Part="a"/>');
  });

  it('has no value where the record brings none', async () => {
    // Its bytes would do for the length and the type of another one.
    const value = written.binary(Buffer.from([2, 0, 1, 0, 0x41, 0, 0x41, 0]));
    const xml = await dataXml([element('Data', {}, filled(1)), element('Data', {}, optional(2))], value);
    assert.equal(xml, '<Data/>');
  });

  it('joins texts, references and values', async () => {
    const content: Node[] = [
      element(
        'Data',
        {},
        'a',
        { kind: 'entity', name: 'lt' },
        filled(0),
        { kind: 'cdata', text: ']]><b>' },
        { kind: 'character', code: 0x26 },
        { kind: 'entity', name: 'nbsp' },
      ),
    ];
    assert.equal(
      await dataXml(content, written.uint8(5)),
      '<Data>a&lt;5]]&gt;&lt;b&gt;&amp;&amp;nbsp;</Data>',
    );
    const { pairs } = await readContent([element('EventData', {}, ...content)], written.uint8(5));
    assert.deepEqual(pairs, [['', 'a<5]]><b>&&nbsp;']]);
  });

  it('may be an instruction', async () => {
    const instruction: Node = { kind: 'instruction', target: 'target', data: 'a ?> b' };
    const { xml } = await readOne(logOfFragment(instruction, element('Event')));
    assert.equal(xml, '<?target a ?&gt; b?>\n<Event/>');
  });

  it('stays text, however hostile', async () => {
    const hostile = '</Data><Data Name="x">&amp;"\'\u0000\u0007\u009f\u202e\ud800\uffff\r';
    const { pairs, xml } = await readContent(
      [element('EventData', {}, element('Data', { Name: hostile }, filled(0)))],
      written.text(hostile),
    );
    assert.deepEqual(pairs, [[hostile, hostile]]);
    const shown = '&lt;/Data&gt;&lt;Data Name=Qx"&gt;&amp;amp;Q\'&#x0;&#x7;&#x9F;\u202e&#xD800;&#xFFFF;&#xD;';
    const inAttribute = shown.replaceAll('Q', '&quot;').replace('x"', 'x&quot;');
    const inText = shown.replaceAll('Q', '"');
    assert.ok(xml.includes(`<Data Name="${inAttribute}">${inText}</Data>`), xml);
  });

  it('has names that are names, however hostile', async () => {
    const xml = await dataXml([element('a><b c="', { '1 =d': 'v' }), element('', {}, 'x'), element('Größe')]);
    assert.equal(
      xml,
      '<a_x003E__x003C_b_x0020_c_x003D__x0022_ _1_x0020__x003D_d="v"/>\n    <_>x</_>\n    <Größe/>',
    );
  });

  it('is read where the record brings no template', async () => {
    const { pairs, row } = await readOne(
      logOfFragment(
        element(
          'Event',
          { xmlns: 'n' },
          element('System', {}, element('EventID', {}, '1'), element('Provider', { Guid: '{g}' })),
          element('EventData', {}, element('Data', { Name: 'a' }, 'b')),
        ),
      ),
    );
    assert.equal(row.eventId, 1);
    assert.equal(row.provider, '{g}');
    assert.deepEqual(pairs, [['a', 'b']]);
  });
});
