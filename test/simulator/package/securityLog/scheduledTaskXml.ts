import type { Actors, Session } from './actors.ts';

/** What event 4698 quotes of a task that runs a program whenever somebody signs in. */
export function scheduledTaskXml({ host }: Actors, by: Session, command: string, at: Date): string {
  return [
    '<?xml version="1.0" encoding="UTF-16"?>',
    '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">',
    '  <RegistrationInfo>',
    `    <Date>${at.toISOString().slice(0, 19)}</Date>`,
    `    <Author>${host.name}\\${by.name}</Author>`,
    '    <URI>\\upd</URI>',
    '  </RegistrationInfo>',
    '  <Triggers>',
    '    <LogonTrigger>',
    '      <Enabled>true</Enabled>',
    '    </LogonTrigger>',
    '  </Triggers>',
    '  <Principals>',
    '    <Principal id="Author">',
    '      <UserId>S-1-5-18</UserId>',
    '      <RunLevel>LeastPrivilege</RunLevel>',
    '    </Principal>',
    '  </Principals>',
    '  <Actions Context="Author">',
    '    <Exec>',
    `      <Command>${command}</Command>`,
    '      <Arguments>-q</Arguments>',
    '    </Exec>',
    '  </Actions>',
    '</Task>',
  ].join('\r\n');
}
