import { first, later, type Table } from '../table/table.ts';
import { TableBuilder } from '../table/tableBuilder.ts';
import type { MemberText } from '../text/memberText.ts';

interface Connection {
  readonly line: number;
  readonly protocol: string;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  readonly state: string;
  readonly pid: string;
  service: string;
  program: string;
  /** What stands in the program's place, as a rule that its owner cannot be told. */
  note: string;
}

interface Endpoint {
  readonly address: string;
  readonly port: string;
}

/** Characters. */
const longestRow = 1000;
/** Above the first row: a title, and the names of the columns. */
const headLines = 2;

/**
 * `netstat -abno`. A record is a row, then perhaps the service in two spaces, then the program in brackets or a note,
 * in one. States are in the host's language: what listens is told by its remote port.
 */
export function readConnections(text: MemberText): Table {
  const table = new TableBuilder('connections', [
    first('protocol'),
    first('localAddress'),
    first('localPort', 'number'),
    first('state'),
    first('pid', 'number'),
    first('service'),
    first('remoteAddress'),
    first('remotePort', 'number'),
    first('program'),
    first('listening', 'flag'),
    later('note'),
  ]);
  let open: Connection | undefined;
  let [records, owned, heads] = [0, 0, 0];
  const close = () => {
    if (open) {
      records++;
      owned += open.program !== '' || open.note !== '' ? 1 : 0;
      table.add(text, open.line, cellsOf(open));
    }
  };
  for (let line = 0; line < text.lineCount; line++) {
    const content = text.line(line);
    const connection = readRow(content, line);
    if (connection) {
      close();
      open = connection;
    } else if (content.trim() !== '' && !(open ? addOwner(open, content) : ++heads <= headLines)) {
      table.addUnparsed(text, line);
    }
  }
  close();
  table.check('owners', records, owned);
  return table;
}

function readRow(line: string, at: number): Connection | undefined {
  if (line.length > longestRow || !/^\s{1,8}(?:TCP|UDP)\s/.test(line)) {
    return undefined;
  }
  const [protocol = '', local = '', remote = '', ...rest] = line.trim().split(/\s+/);
  const pid = rest.pop() ?? '';
  if (!/^\d+$/.test(pid)) {
    return undefined;
  }
  return {
    line: at,
    protocol,
    local: endpoint(local),
    remote: endpoint(remote),
    state: rest.join(' '),
    pid,
    service: '',
    program: '',
    note: '',
  };
}

/** The last colon is before the port: an address of version 6 has others. */
function endpoint(text: string): Endpoint {
  const colon = text.lastIndexOf(':');
  return colon < 0
    ? { address: text, port: '' }
    : { address: text.slice(0, colon), port: text.slice(colon + 1) };
}

function addOwner(connection: Connection, line: string): boolean {
  const content = line.trim();
  if (/^ \S/.test(line) && content.startsWith('[') && content.endsWith(']')) {
    connection.program ||= content.slice(1, -1);
  } else if (/^ \S/.test(line)) {
    connection.note ||= content;
  } else if (/^ {2}\S/.test(line)) {
    connection.service ||= content;
  } else {
    return false;
  }
  return true;
}

function cellsOf({ protocol, local, remote, state, pid, program, service, note }: Connection): string[] {
  const number = (port: string) => (/^\d+$/.test(port) ? port : '');
  const isListening = Number(remote.port || NaN) === 0 || remote.port === '*';
  return [
    protocol,
    local.address,
    number(local.port),
    state,
    pid,
    service,
    remote.address,
    number(remote.port),
    program,
    isListening ? '1' : '',
    note,
  ];
}
