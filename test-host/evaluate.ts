/** Runs what is no test: configuration files, and the steps of a global set-up. */
import { evaluateConfig } from './config/evaluate-config.ts';
import { defineConfig } from './config/define-config.ts';
import type { HostParts } from './file-session.ts';
import { uncounted } from './coverage/counters.ts';
import { FileModules } from './loader/file-modules.ts';
import type { HostCommand } from './protocol.ts';
import { serialize } from './serialize.ts';

type Evaluate = Extract<HostCommand, { type: 'evaluate' }>;

/** Teardown functions that set-ups returned, by file. */
const teardowns = new Map<string, unknown>();
const loaded = new Map<string, unknown>();

export async function evaluate(command: Evaluate, parts: HostParts): Promise<void> {
  const before = { ...process.env };
  try {
    const value =
      command.step === 'config' ? await configOf(command, parts) : await callStep(command, parts);
    parts.channel.send({ type: 'evaluated', id: command.id, value, env: changedSince(before) });
  } catch (error) {
    const serialized = serialize(error, { rootDir: process.cwd(), isOwnFile: parts.isOwnFile });
    parts.channel.send({ type: 'evaluated', id: command.id, error: serialized });
  }
}

async function configOf(command: Evaluate, parts: HostParts): Promise<unknown> {
  const exports = await modulesFor(parts).load(command.path);
  return await evaluateConfig(exports, command.input ?? { profile: undefined, ci: false });
}

async function callStep(command: Evaluate, parts: HostParts): Promise<void> {
  if (command.indexPath !== undefined)
    parts.source.useIndex({ path: command.indexPath }, { isDebugging: false });
  if (command.step === 'setup') {
    const exports = await modulesFor(parts).load(command.path);
    loaded.set(command.path, exports);
    const setup = member(exports, 'setup') ?? member(exports, 'default') ?? exports;
    if (typeof setup === 'function')
      teardowns.set(command.path, await Reflect.apply(setup, undefined, []));
  } else {
    const teardown = member(loaded.get(command.path), 'teardown') ?? teardowns.get(command.path);
    if (typeof teardown === 'function') await Reflect.apply(teardown, undefined, []);
  }
}

function changedSince(before: NodeJS.ProcessEnv): Record<string, string> {
  const changed: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && value !== before[name]) changed[name] = value;
  }
  return changed;
}

function modulesFor(parts: HostParts): FileModules {
  return new FileModules({
    source: parts.source,
    shared: parts.shared,
    api: () => ({ __esModule: true, defineConfig }),
    assets: (file) => file,
    automock: (exports) => exports,
    countersOf: uncounted,
  });
}

function member(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, key) : undefined;
}
