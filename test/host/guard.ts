import { spawn } from 'node:child_process';

// Runs one program and ends with it, or ends it with the process that started us: our standard input closes when that
// one is gone, even when it was killed. Everything runs in one process group, whose leader we are.
const [command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => {
  process.stderr.write(`${String(error)}\n`);
  process.exit(127);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));

const endGroup = (): void => {
  process.kill(-process.pid, 'SIGKILL');
};
process.stdin.on('end', endGroup).on('error', endGroup).resume();
// A signal to the group reaches the program as well: we stay until it has ended.
process.on('SIGTERM', () => undefined);
process.on('SIGINT', () => undefined);
