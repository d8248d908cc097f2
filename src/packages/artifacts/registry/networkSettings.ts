import { first, later, type Table } from '../../table/table.ts';
import { TableBuilder } from '../../table/tableBuilder.ts';
import type { RegistryDump } from './registryDump.ts';

const parameters = /^(Tcpip6?)\\Parameters(?:\\(?:Interfaces|Adapters)\\([^\\]+))?$/i;
const told = new Set(
  (
    'nameserver,dhcpnameserver,ipaddress,dhcpipaddress,subnetmask,dhcpsubnetmask,defaultgateway,dhcpdefaultgateway,' +
    'dhcpserver,domain,dhcpdomain,hostname,nv hostname,nv domain,searchlist,enabledhcp,ipenablerouter,databasepath'
  ).split(','),
);

/** Addresses, gateways, name servers and search lists, of the host and of each adapter. */
export function networkSettings(dump: RegistryDump): Table {
  const table = new TableBuilder('networkSettings', [
    first('adapter'),
    first('setting'),
    first('value'),
    later('protocol'),
  ]);
  const ofServices = ['tcpip', 'tcpip6'].flatMap((service) => dump.keysOfServices.get(service) ?? []);
  for (const key of ofServices) {
    const found = parameters.exec(key.belowServices ?? '');
    for (const { name, data, line } of found ? dump.values(key) : []) {
      if (told.has(name.toLowerCase())) {
        table.add(key.text, line, [found?.[2] ?? '', name, data.replaceAll('\\0', ', '), found?.[1] ?? '']);
      }
    }
  }
  return table;
}
