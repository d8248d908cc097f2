/*
 * What numbers in the fields of audit events stand for, in short words of our own, in English. Whoever shows them puts
 * them into the user's language.
 */

/** Names by number, from lines of a number, in decimal or with `0x`, and a name. */
function namesOf(lines: string): ReadonlyMap<number, string> {
  return new Map(
    lines
      .trim()
      .split(/\n\s*/)
      .map((line) => {
        const end = line.indexOf(' ');
        return [Number(line.slice(0, end)), line.slice(end + 1)];
      }),
  );
}

/** How somebody logged on. */
export const logonTypes = namesOf(`
  0 System
  2 Interactive
  3 Network
  4 Batch
  5 Service
  6 Proxy
  7 Unlock
  8 Network, password in clear text
  9 New credentials
  10 Remote desktop
  11 Interactive, cached credentials
  12 Remote desktop, cached credentials
  13 Unlock, cached credentials`);

/** Why a logon failed: NTSTATUS codes. */
export const statusNames = namesOf(`
  0x00000000 Success
  0xc0000022 Access denied
  0xc000005e No logon server available
  0xc0000064 User name does not exist
  0xc000006a Wrong password
  0xc000006c Password policy not met
  0xc000006d Wrong user name or password
  0xc000006e Account restriction
  0xc000006f Outside the allowed hours
  0xc0000070 Workstation not allowed
  0xc0000071 Password expired
  0xc0000072 Account disabled
  0xc000009a Not enough resources
  0xc00000bb Not supported
  0xc00000dc Server in the wrong state
  0xc00000df Domain does not exist
  0xc000010b Logon type not valid
  0xc0000133 Clocks differ too much
  0xc000015b Logon type not granted
  0xc000018a No trust secret here
  0xc000018b No account of the computer in the domain
  0xc000018c Trust relationship of the domain failed
  0xc000018d Trust relationship of the workstation failed
  0xc0000190 Trust relationship failed
  0xc0000192 Netlogon not started
  0xc0000193 Account expired
  0xc0000224 Password must be changed
  0xc0000225 Not found
  0xc0000233 No domain controller found
  0xc0000234 Account locked out
  0xc00002ee Failure of the logon itself
  0xc0000371 No secrets of the account here
  0xc0000380 Wrong PIN of a smart card
  0xc0000381 Smart card blocked
  0xc0000388 Downgrade detected
  0xc0000389 Certificate of a smart card revoked
  0xc000038d Certificate of a smart card expired
  0xc0000413 Authentication firewall
  0xc0000418 NTLM blocked`);

/** Why Kerberos refused: the codes of RFC 4120, which events 4768, 4769 and 4771 give. */
export const kerberosNames = namesOf(`
  0x00 Success
  0x01 Account's entry expired
  0x02 Service's entry expired
  0x03 Version not supported
  0x06 User name does not exist
  0x07 Service does not exist
  0x08 Several accounts of the name
  0x09 No key for the account
  0x0a Ticket cannot be postdated
  0x0b Ticket would end before it begins
  0x0c Policy refuses
  0x0d Option cannot be granted
  0x0e Encryption type not supported
  0x0f Checksum type not supported
  0x10 Pre-authentication type not supported
  0x12 Account disabled, expired or locked out
  0x13 Service's credentials revoked
  0x14 Ticket revoked
  0x15 Account not valid yet
  0x16 Service not valid yet
  0x17 Password expired
  0x18 Wrong password
  0x19 Pre-authentication required
  0x1a Server and ticket do not match
  0x1b Service must use user-to-user
  0x1d Service not available
  0x1f Integrity check failed
  0x20 Ticket expired
  0x21 Ticket not valid yet
  0x22 Request repeated
  0x23 Ticket is not for this service
  0x24 Ticket and authenticator do not match
  0x25 Clocks differ too much
  0x26 Wrong network address
  0x29 Message changed on its way
  0x3c Error without a kind
  0x44 Wrong realm`);

const encryptionTypes = namesOf(`
  0x1 DES
  0x3 DES
  0x11 AES-128
  0x12 AES-256
  0x17 RC4
  0x18 RC4, short key
  0xffffffff None`);

/** Of the fields of other names than `Status` and its like. */
export const fieldNames: Readonly<Record<string, ReadonlyMap<number, string>>> = {
  LogonType: logonTypes,
  TicketEncryptionType: encryptionTypes,
  SessionKeyEncryptionType: encryptionTypes,
  PreAuthType: namesOf(`
    0 None
    2 Password
    15 Smart card
    16 Smart card
    17 Smart card
    138 Password, armoured`),
  ServiceStartType: namesOf(`
    0 Boot
    1 System
    2 Automatic
    3 Manual
    4 Disabled`),
  ServiceType: namesOf(`
    0x1 Kernel driver
    0x2 File system driver
    0x8 File system recogniser
    0x10 Process of its own
    0x20 Shared process
    0x50 User service in a process of its own
    0x60 User service in a shared process
    0x110 Interactive process of its own
    0x120 Interactive shared process`),
  Protocol: namesOf(`
    1 ICMP
    2 IGMP
    6 TCP
    17 UDP
    47 GRE
    50 ESP
    58 ICMPv6`),
};

/** Texts that events refer to by number, as `%%1833`. */
export const messageNames = namesOf(`
  1537 Delete
  1538 Read permissions
  1539 Change permissions
  1540 Change owner
  1541 Synchronise
  1793 Not set
  1794 Never
  1797 All
  1832 Identification
  1833 Impersonation
  1840 Delegation
  1842 Yes
  1843 No
  1873 REG_SZ
  1874 REG_EXPAND_SZ
  1875 REG_BINARY
  1876 REG_DWORD
  1879 REG_MULTI_SZ
  1904 Value created
  1905 Value changed
  1906 Value deleted
  1936 Full token
  1937 Elevated token
  1938 Limited token
  2048 Account enabled
  2050 Password required
  2057 Password expires
  2080 Account disabled
  2082 No password required
  2084 Normal account
  2089 Password never expires
  2304 Error during the logon
  2305 Account expired
  2306 Netlogon not started
  2307 Account locked out
  2308 Logon type not granted
  2309 Password expired
  2310 Account disabled
  2311 Outside the allowed hours
  2312 Workstation not allowed
  2313 Wrong user name or password
  2314 SID of the domain does not fit
  2315 Password must be changed
  4416 Read or list
  4417 Write or add file
  4418 Append or add folder
  4419 Read extended attributes
  4420 Write extended attributes
  4421 Execute or traverse
  4422 Delete child
  4423 Read attributes
  4424 Write attributes
  4432 Query key value
  4433 Set key value
  4434 Create subkey
  4435 List subkeys
  4436 Be told of changes to a key
  4437 Create link
  4480 End process
  4481 Create thread
  4483 Change memory layout
  4484 Read memory
  4485 Write memory
  4486 Duplicate handle
  4487 Create process
  4490 Query process
  8448 Success no longer audited
  8449 Success audited
  8450 Failure no longer audited
  8451 Failure audited
  14592 Inbound
  14593 Outbound
  14608 Resource assignment
  14609 Listen
  14610 Receive or accept
  14611 Connect`);

const kerberosEvents = new Set([4768, 4769, 4770, 4771, 4772, 4773]);
const statusFields = new Set(['Status', 'SubStatus', 'FailureCode', 'ErrorCode']);

/** What the codes of an event's failure are called; a kind of events has codes of its own. */
export function failureNames(eventId: number | undefined): ReadonlyMap<number, string> {
  return eventId !== undefined && kerberosEvents.has(eventId) ? kerberosNames : statusNames;
}

/** The name of a code that a field gives. @param code in decimal or with `0x` */
export function nameOfCode(names: ReadonlyMap<number, string>, code: string): string | undefined {
  return /^(?:\d{1,10}|0x[\da-f]{1,8})$/i.test(code) ? names.get(Number(code)) : undefined;
}

/**
 * The words that a field's value stands for.
 * @returns undefined when nothing of it stands for any
 */
export function valueWords(eventId: number | undefined, field: string, value: string): string[] | undefined {
  const names = statusFields.has(field)
    ? failureNames(eventId)
    : Object.hasOwn(fieldNames, field)
      ? fieldNames[field]
      : undefined;
  if (names) {
    const name = nameOfCode(names, value);
    return name === undefined ? undefined : [name];
  }
  const numbers = /^\s*%%\d{1,5}(?:\s+%%\d{1,5})*\s*$/.test(value) ? value.match(/\d+/g) : null;
  const known = numbers?.map((number) => messageNames.get(Number(number)) ?? `%%${number}`);
  return known?.some((word) => !word.startsWith('%%')) ? known : undefined;
}
