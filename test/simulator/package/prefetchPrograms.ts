/** A program that ran on the host. */
export interface PrefetchProgram {
  /** From the root of the volume on, in upper case. */
  readonly path: string;
  readonly kind:
    | 'usual'
    /** Runs others, whose arguments are a part of its hash. */
    | 'host'
    /** Run by every collection. */
    | 'collector';
  /** For the collector's tools: seconds after the start of a collection at which it runs. */
  readonly at?: number;
  /** For the collector's tools: what it writes, below the collection's folder. */
  readonly writes?: string;
  /** What it loads besides libraries of Windows, from the root of the volume on. */
  readonly own?: readonly string[];
}

const system32 = '\\WINDOWS\\SYSTEM32\\';
const sense = '\\PROGRAM FILES\\WINDOWS DEFENDER ADVANCED THREAT PROTECTION\\';
const edge = '\\PROGRAM FILES (X86)\\MICROSOFT\\EDGE\\APPLICATION\\';
const office = '\\PROGRAM FILES\\MICROSOFT OFFICE\\ROOT\\OFFICE16\\';

function collector(name: string, at: number, writes?: string): PrefetchProgram {
  return { path: `${system32}${name}`, kind: 'collector', at, ...(writes !== undefined && { writes }) };
}

const everywhere: readonly PrefetchProgram[] = [
  { path: `${system32}CONHOST.EXE`, kind: 'usual' },
  { path: `${system32}DLLHOST.EXE`, kind: 'host' },
  {
    path: '\\WINDOWS\\EXPLORER.EXE',
    kind: 'usual',
    own: ['\\WINDOWS\\RESOURCES\\THEMES\\AERO\\AERO.MSSTYLES', '\\WINDOWS\\FONTS\\SEGOEUI.TTF'],
  },
  { path: `${system32}NOTEPAD.EXE`, kind: 'usual' },
  {
    path: `${system32}WINDOWSPOWERSHELL\\V1.0\\POWERSHELL.EXE`,
    kind: 'usual',
    own: [
      '\\WINDOWS\\MICROSOFT.NET\\FRAMEWORK64\\V4.0.30319\\CLR.DLL',
      '\\WINDOWS\\MICROSOFT.NET\\FRAMEWORK64\\V4.0.30319\\CLRJIT.DLL',
    ],
  },
  { path: `${system32}RUNDLL32.EXE`, kind: 'host' },
  { path: `${system32}SVCHOST.EXE`, kind: 'host' },
  { path: `${system32}TASKHOSTW.EXE`, kind: 'host' },
  {
    path: '\\USERS\\PUBLIC\\LIBRARIES\\UPD.EXE',
    kind: 'usual',
    own: [
      '\\USERS\\PUBLIC\\LIBRARIES\\UPD.DAT',
      '\\WINDOWS\\SYSTEM32\\VAULTCLI.DLL',
      '\\WINDOWS\\SYSTEM32\\SAMLIB.DLL',
    ],
  },
  collector('NETSTAT.EXE', 1, 'NETWORK CONNECTIONS\\ACTIVENETCONNECTIONS.TXT'),
  collector('CMD.EXE', 2, 'NETWORK CONNECTIONS\\ARP.TXT'),
  collector('ARP.EXE', 2, 'NETWORK CONNECTIONS\\ARP.TXT'),
  collector('IPCONFIG.EXE', 3, 'NETWORK CONNECTIONS\\IPCONFIG.TXT'),
  collector('XCOPY.EXE', 4, 'NETWORK CONNECTIONS\\PFIREWALL.LOG'),
  collector('ROBOCOPY.EXE', 5, 'PREFETCH FILES\\PREFETCHFILESLIST.TXT'),
  collector('REG.EXE', 7, 'AUTORUNS\\AUTORUNS.TXT'),
  collector('SCHTASKS.EXE', 42, 'SCHEDULED TASKS\\SCHEDULEDTASKS.CSV'),
  collector('FINDSTR.EXE', 50),
  collector('NET.EXE', 56, 'USERS AND GROUPS\\LOCALGROUPS.TXT'),
  collector('QUERY.EXE', 57, 'USERS AND GROUPS\\QUERYUSER.TXT'),
  collector('QUSER.EXE', 57),
  { path: `${sense}SENSESAMPLEUPLOADER.EXE`, kind: 'collector', at: 75 },
];

const onDesks: readonly PrefetchProgram[] = [
  {
    path: `${edge}MSEDGE.EXE`,
    kind: 'host',
    own: [`${edge}139.0.3405.86\\MSEDGE.DLL`, `${edge}139.0.3405.86\\ICUDTL.DAT`],
  },
  { path: '\\PROGRAM FILES\\CONTOSO\\VPN\\CONTOSOVPN.EXE', kind: 'usual' },
  { path: `${office}OUTLOOK.EXE`, kind: 'usual', own: [`${office}MSO.DLL`, `${office}OUTLMIME.DLL`] },
  { path: '\\PROGRAM FILES\\WINDOWSAPPS\\MSTEAMS\\TEAMS.EXE', kind: 'host' },
];

const onServers: readonly PrefetchProgram[] = [
  { path: `${system32}INETSRV\\W3WP.EXE`, kind: 'usual', own: [`${system32}INETSRV\\IISCORE.DLL`] },
  { path: '\\PROGRAM FILES\\VMWARE\\VMWARE TOOLS\\VMTOOLSD.EXE', kind: 'usual' },
];

export function prefetchPrograms(isServer: boolean): readonly PrefetchProgram[] {
  return [...everywhere, ...(isServer ? onServers : onDesks)];
}

/** What every program loads first. */
export const firstLibraries: readonly string[] =
  'NTDLL.DLL KERNEL32.DLL KERNELBASE.DLL LOCALE.NLS APPHELP.DLL MSVCRT.DLL UCRTBASE.DLL'.split(' ');

/** What programs load as they need it. */
export const libraries: readonly string[] = (
  'ADVAPI32 SECHOST RPCRT4 BCRYPT CRYPTBASE BCRYPTPRIMITIVES USER32 WIN32U GDI32 GDI32FULL MSVCP_WIN IMM32 COMBASE ' +
  'OLE32 OLEAUT32 SHELL32 SHLWAPI SHCORE WINDOWS.STORAGE WLDP PROFAPI KERNEL.APPCORE CLBCATQ PROPSYS UXTHEME ' +
  'DWMAPI COMCTL32 VERSION WS2_32 MSWSOCK IPHLPAPI NSI DNSAPI DHCPCSVC DHCPCSVC6 RASADHLP FWPUCLNT WINHTTP WININET ' +
  'URLMON IERTUTIL NETUTILS SRVCLI NETAPI32 SAMCLI WKSCLI DSROLE LOGONCLI SSPICLI SECUR32 SCHANNEL NCRYPT NTASN1 ' +
  'CRYPT32 MSASN1 CRYPTSP RSAENH WINTRUST IMAGEHLP DBGHELP DBGCORE PSAPI POWRPROF UMPDC WTSAPI32 WINSTA USERENV ' +
  'GPAPI DEVOBJ CFGMGR32 SETUPAPI WINTYPES TWINAPI.APPCORE TEXTSHAPING TEXTINPUTFRAMEWORK COREMESSAGING ' +
  'COREUICOMPONENTS MSCTF DWRITE D2D1 D3D11 DXGI DCOMP DATAEXCHANGE WINDOWSCODECS RMCLIENT XMLLITE TASKSCHD ' +
  'MPCLIENT AMSI FASTPROX WBEMCOMN WBEMPROX WBEMSVC MPR DRPROV NTLANMAN DAVCLNT DAVHLPR ULIB IFSUTIL AUTHZ ESENT'
)
  .split(' ')
  .map((name) => `${name}.DLL`);
