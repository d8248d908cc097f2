import assert from 'node:assert/strict';
import { artifactOf, type Artifact } from '../../../../src/packages/layout/artifact.ts';
import { collectionGuids } from '../../../../src/packages/layout/guids.ts';
import { packageLayout, type PackageKind } from '../../../../src/packages/layout/packageLayout.ts';
import { unixPackageMembers } from '../../../simulator/package/unixPackage.ts';
import { collectionIn, packageMembers } from '../../../support/packageTexts.ts';

describe('What a member is', () => {
  const cases: [string, Artifact][] = [
    ['Forensics Collection Summary.csv', 'summary'],
    ['CollectionSummaryReport.xls', 'summary'],
    ['forensics_collection_summary.CSV', 'summary'],
    ['Autoruns/Autoruns.txt', 'registry'],
    ['Autoruns/HKLM_Run.txt', 'registry'],
    ['Installed Programs/InstalledPrograms.csv', 'installedPrograms'],
    ['Installed programs/Installed Programs.csv', 'installedPrograms'],
    ['Installed Programs/S-1-5-21-1-2-3-1001_Software_Uninstall.txt', 'uninstallKey'],
    ['Network Connections/ActiveNetConnections.txt', 'connections'],
    ['network connections/arp.TXT', 'arp'],
    ['NetworkConnections/Dns-Cache.txt', 'dnsCache'],
    ['Network connections/IpConfig.txt', 'ipConfig'],
    ['Network Connections/FirewallExecutionLog.txt', 'firewallCopy'],
    ['Network Connections/pfirewall.log', 'firewallLog'],
    ['Prefetch Files/Prefetch/CMD.EXE-0BD30981.pf', 'prefetchFile'],
    ['Prefetch files/CMD.EXE-0BD30981.pf', 'prefetchFile'],
    ['Prefetch Files/PrefetchFilesList.txt', 'prefetchList'],
    ['Processes/Processes.csv', 'processes'],
    ['Scheduled tasks/ScheduledTasks.csv', 'scheduledTasks'],
    ['Security event log/Security.evtx', 'securityLog'],
    ['Services\\Services.csv', 'services'],
    ['SMB Session/Summary.txt', 'smbSessions'],
    ['SMB sessions/Inbound.txt', 'smbSessions'],
    ['System Information/SystemInformation.txt', 'systemInformation'],
    ['Temp Directories/a.user_TempDirFiles.txt', 'tempListing'],
    ['Users and Groups/LocalGroups.txt', 'localGroups'],
    ['Users and Groups/Administrators.txt', 'localGroups'],
    ['Users and Groups/QueryUser.txt', 'signedInUsers'],
    ['WdSupportLogs/MPSupportFiles.cab', 'supportCabinet'],
    ['WdSupportLogs/MpCmdRunLog.txt', 'supportLog'],
    ['Services/readme.md', 'other'],
    ['Processes.csv', 'other'],
    ['x/Forensics Collection Summary.csv', 'other'],
    ['', 'other'],
  ];
  for (const [path, artifact] of cases) {
    it(`is ${artifact} for ${JSON.stringify(path)}`, () => assert.equal(artifactOf(path), artifact));
  }
});

describe('The layout of a package', () => {
  const paths = packageMembers(collectionIn('english')).map(({ path }) => path);
  const artifacts = (layout: ReturnType<typeof packageLayout>) =>
    layout.members.map(({ artifact }) => artifact);

  it('knows every member of a Windows package', () => {
    const layout = packageLayout(paths);
    assert.deepEqual([layout.kind, layout.root], ['windows', '']);
    assert.ok(!artifacts(layout).includes('other'));
  });

  for (const root of ['a', 'a/b', 'Pre-Breach (2)/x/y']) {
    it(`sees through the folders ${root}`, () => {
      const layout = packageLayout(paths.map((path) => `${root}/${path}`));
      assert.equal(layout.root, root);
      assert.deepEqual(artifacts(layout), artifacts(packageLayout(paths)));
    });
  }

  it('does not look for a package any deeper, unless its folders are there', () => {
    const deep = packageLayout(paths.map((path) => `a/b/c/d/${path}`));
    assert.equal(deep.kind, 'unknown');
    const withoutSummary = packageLayout(paths.slice(1).map((path) => `a/${path}`));
    assert.deepEqual([withoutSummary.kind, withoutSummary.root], ['windows', 'a']);
  });

  it('reads the shallowest of several packages, and names the others', () => {
    const layout = packageLayout([
      ...paths.map((path) => `b/c/${path}`),
      ...paths.map((path) => `a/${path}`),
    ]);
    assert.deepEqual([layout.root, layout.otherRoots], ['a', ['b/c']]);
    assert.equal(artifacts(layout).filter((artifact) => artifact === 'processes').length, 1);
  });

  const others: [string, string[], PackageKind][] = [
    [
      'a macOS package',
      unixPackageMembers(collectionIn('english'), 10, true).map(({ path }) => path),
      'macOS',
    ],
    [
      'a Linux package',
      unixPackageMembers(collectionIn('english'), 10, false).map(({ path }) => path),
      'linux',
    ],
    ['what the support tool writes', ['MDEClientAnalyzer.htm', 'SystemInfoLogs/x.txt'], 'clientAnalyzer'],
    ['anything else', ['photos/a.jpg', 'notes.txt'], 'unknown'],
    ['nothing', [], 'unknown'],
  ];
  for (const [words, members, kind] of others) {
    it(`calls ${words} ${kind}`, () => {
      const layout = packageLayout(members);
      assert.equal(layout.kind, kind);
      assert.ok(artifacts(layout).every((artifact) => artifact === 'other'));
    });
  }

  it('is not confused by hostile paths', () => {
    const hostile = [
      '/'.repeat(50_000),
      '../../Services/Services.csv',
      '\0\u202eServices/Services.csv',
      `${'a/'.repeat(20_000)}b`,
    ];
    assert.equal(packageLayout(hostile).members.length, 4);
  });
});

describe('The GUIDs of collections', () => {
  it('are found in paths, once each, in lower case', () => {
    const one = '0F0E0D0C-1111-4222-8333-444455556666';
    const text = `C:\\Windows\\Temp\\CollectedData\\${one}\\x D:/CollectedData/{${one.replace('0F', '1F')}}/ CollectedData\\${one} CollectedData\\nothing`;
    assert.deepEqual(collectionGuids(text), [one.toLowerCase(), one.replace('0F', '1f').toLowerCase()]);
  });
});
