/** The browser that shows the workbench: the system's, or Debian's where we may install it. */
import { execFileSync, spawnSync } from 'node:child_process';

export function findChromium(): string {
  const known = process.env['CHROMIUM'] ?? onPath('chromium') ?? onPath('chromium-browser');
  if (known !== undefined) return known;
  if (process.getuid?.() === 0 && onPath('apt-get') !== undefined) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    execFileSync('apt-get', ['update', '-qq'], { env, stdio: 'ignore' });
    const args = ['install', '-y', '-qq', '--no-install-recommends', 'chromium'];
    execFileSync('apt-get', args, { env, stdio: 'ignore' });
    const installed = onPath('chromium');
    if (installed !== undefined) return installed;
  }
  throw new Error(
    'No Chromium was found, and it cannot be installed without being root. Install it (Debian: apt-get install chromium), or name its binary in the environment variable CHROMIUM.',
  );
}

function onPath(command: string): string | undefined {
  const { status, stdout } = spawnSync('which', [command], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
