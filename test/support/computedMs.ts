/**
 * Milliseconds that this thread has computed so far. What else the machine does counts for nothing, so that a test can
 * tell work that explodes from work that waits.
 */
export function computedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
