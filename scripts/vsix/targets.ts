/** The platforms that VS Code tells apart, each with the package of esbuild's binary that runs there. */

export const ESBUILD_PACKAGES = {
  'win32-x64': '@esbuild/win32-x64',
  'win32-arm64': '@esbuild/win32-arm64',
  'linux-x64': '@esbuild/linux-x64',
  'linux-arm64': '@esbuild/linux-arm64',
  'linux-armhf': '@esbuild/linux-arm',
  // The binary needs no C library.
  'alpine-x64': '@esbuild/linux-x64',
  'alpine-arm64': '@esbuild/linux-arm64',
  'darwin-x64': '@esbuild/darwin-x64',
  'darwin-arm64': '@esbuild/darwin-arm64',
  // Shows tests and runs nothing.
  web: undefined,
} as const;

export type Target = keyof typeof ESBUILD_PACKAGES;

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its own keys
export const TARGETS = Object.keys(ESBUILD_PACKAGES) as readonly Target[];

/** Of this machine. */
export function hostTarget(): Target {
  const system = isMusl() ? 'alpine' : process.platform;
  const target = `${system}-${process.arch === 'arm' ? 'armhf' : process.arch}`;
  return asTarget(target);
}

/** @throws when VS Code does not run there, or esbuild does not */
export function asTarget(name: string): Target {
  const known = TARGETS.find((target) => target === name);
  if (known === undefined)
    throw new Error(`There is no target ${name}. These are: ${TARGETS.join(', ')}, or all.`);
  return known;
}

function isMusl(): boolean {
  if (process.platform !== 'linux') return false;
  const header: unknown = Reflect.get(process.report.getReport(), 'header');
  return Reflect.get(Object(header), 'glibcVersionRuntime') === undefined;
}
