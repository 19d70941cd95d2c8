/** A real VS Code with the packed extension, for the bench: its page, and what `vscode-probe.ts` measures in it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expectExtensionHost } from '../scripts/vscode/extension-host.ts';
import { launchVscode } from '../scripts/vscode/launch-vscode.ts';
import { repositoryRoot } from './paths.ts';
import { toolDirectory } from './tools.ts';
import type * as Probe from './vscode-probe.ts';

const PROBE = join(repositoryRoot, 'bench', 'vscode-probe.ts');
const VSIX = join(toolDirectory('ztest'), 'bench.vsix');

type ProbeName = keyof typeof Probe;
type Arguments<Name extends ProbeName> = (typeof Probe)[Name] extends (
  api: never,
  ...args: infer Rest
) => unknown
  ? Rest
  : never;
type Answer<Name extends ProbeName> = Awaited<ReturnType<(typeof Probe)[Name]>>;

export interface VscodeSession extends AsyncDisposable {
  readonly page: Page;
  /** Calls a function of the probe in the extension host. */
  readonly probe: <Name extends ProbeName>(
    name: Name,
    ...args: Arguments<Name>
  ) => Promise<Answer<Name>>;
}

/** Packs the extension as it is built. */
export function packExtension(): void {
  mkdirSync(toolDirectory('ztest'), { recursive: true });
  const options = { cwd: repositoryRoot, stdio: 'ignore' } as const;
  execFileSync(process.execPath, [join('scripts', 'package.ts'), VSIX], options);
}

/** Opens a folder in a window that nobody has used before. */
export async function openInVscode(workspace: string): Promise<VscodeSession> {
  const host = await expectExtensionHost();
  const vscode = await launchVscode({ vsix: VSIX, workspace, ...host.launch });
  return {
    page: vscode.page,
    probe: async <Name extends ProbeName>(name: Name, ...args: Arguments<Name>) =>
      (await host.call(PROBE, name, ...args)) as never, // of the type that the probe has
    [Symbol.asyncDispose]: async () => {
      host[Symbol.dispose]();
      await vscode[Symbol.asyncDispose]();
    },
  };
}
