/** Runs what is no test: configuration files, the steps of a global set-up, tools of a Jest configuration. */
import path from 'node:path';
import { evaluateConfig } from './config/evaluate-config.ts';
import { defineConfig } from './config/define-config.ts';
import type { HostParts } from './file-session.ts';
import { RealPromise, realSetImmediate, writeRealStderr } from './intrinsics.ts';
import { uncounted } from './coverage/counters.ts';
import { FileModules } from './loader/file-modules.ts';
import type * as Tools from './jest/tools/tools-chunk.ts';
import type * as Transformers from './jest/transformers-chunk.ts';
import { lazyChunk } from './lazy-chunk.ts';
import { wrappedConfig } from './config/wrapped-config.ts';
import type {
  HostCommand,
  JestWrapper,
  ReadInputs,
  SerializedError,
  TransformAnswer,
} from './protocol.ts';
import { serialize } from './serialize.ts';

type Evaluate = Extract<HostCommand, { type: 'evaluate' }>;

interface Answer {
  readonly value: unknown;
  readonly inputs?: ReadInputs;
}

/** Teardown functions that set-ups returned, by file. */
const teardowns = new Map<string, unknown>();
const loaded = new Map<string, unknown>();

export async function evaluate(command: Evaluate, parts: HostParts): Promise<void> {
  const before = { ...process.env };
  try {
    const answer = await withoutStrays(command, parts);
    parts.channel.send({
      type: 'evaluated',
      id: command.id,
      ...answer,
      env: changedSince(before),
    });
  } catch (error) {
    parts.channel.send({ type: 'evaluated', id: command.id, error: toData(error, parts) });
  }
}

function toData(error: unknown, { isOwnFile }: HostParts): SerializedError {
  return serialize(error, { rootDir: process.cwd(), isOwnFile });
}

/** @throws also what nobody has awaited or caught */
async function withoutStrays(command: Evaluate, parts: HostParts): Promise<Answer> {
  if (command.step === 'transform' || command.step === 'jest-tools')
    return await answerOf(command, parts);
  const strays: unknown[] = [];
  parts.onStray = (error) => strays.push(error);
  try {
    const answer = await answerOf(command, parts);
    await new RealPromise((resolve) => realSetImmediate(resolve)); // Node tells of rejections when it has nothing else to do
    if (strays.length > 0) throw strays[0];
    return answer;
  } finally {
    // What a set-up has started may go wrong later.
    parts.onStray = command.step === 'config' ? undefined : (error) => print(toData(error, parts));
  }
}

function print({ name, message, stack }: SerializedError): void {
  const places = stack.map(({ file, line, column }) => `    at ${file}:${line}:${column}\n`);
  writeRealStderr(`${name}: ${message}\n${places.join('')}`);
}

async function answerOf(command: Evaluate, parts: HostParts): Promise<Answer> {
  switch (command.step) {
    case 'config':
      return await configOf(command, parts);
    case 'setup':
    case 'teardown':
      return { value: await callStep(command, parts) };
    case 'transform':
      return { value: await transformByProject(command, parts) };
    case 'jest-tools':
      return { value: await askTools(command, parts) };
    default:
      return command.step satisfies never;
  }
}

async function transformByProject(
  { path, transform }: Evaluate,
  parts: HostParts,
): Promise<TransformAnswer | undefined> {
  if (transform === undefined) return undefined;
  const load = async (file: string): Promise<unknown> => await modulesFor(parts).load(file);
  return await transformers().transform(path, transform, load);
}

async function askTools({ path, tools }: Evaluate, parts: HostParts): Promise<unknown> {
  if (tools === undefined) return undefined;
  const load = async (file: string): Promise<unknown> => await modulesFor(parts).load(file);
  return await lazyChunk<typeof Tools>('jest-tools', './jest/tools/tools-chunk.ts').ask(
    path,
    tools,
    { load, toData: (error) => toData(error, parts) },
  );
}

function transformers(): typeof Transformers {
  return lazyChunk<typeof Transformers>('jest-transformers', './jest/transformers-chunk.ts');
}

/** Modules that tell what no input says: other programs, the network. */
const worlds = /^(?:node:)?(?:child_process|cluster|dgram|http|http2|https|net|worker_threads)$/;

async function configOf(command: Evaluate, parts: HostParts): Promise<Answer> {
  let isKnowable = true;
  const modules = modulesFor(parts, (name) => {
    if (worlds.test(name)) isKnowable = false;
  });
  const { root } = path.parse(command.path);
  parts.isolation.takeInputs(root); // what was read before is not of this configuration
  const input = command.input ?? { profile: undefined, ci: false };
  const { wrapper } = input;
  const load = async (): Promise<unknown> => await modules.load(command.path);
  const exports =
    wrapper === undefined ? await load() : await loadWrapped(wrapper, command.path, modules);
  const value = await evaluateConfig(exports, input);
  const { files = [], ...inputs } = parts.isolation.takeInputs(root);
  return {
    value,
    ...(isKnowable && {
      inputs: { ...inputs, files: [...new Set([...modules.files, ...files])] },
    }),
  };
}

/** It looks where it is called. */
async function loadWrapped(
  wrapper: JestWrapper,
  file: string,
  modules: FileModules,
): Promise<unknown> {
  const before = process.cwd();
  process.chdir(wrapper.folder);
  try {
    const load = async (one: string): Promise<unknown> => await modules.load(one);
    return await wrappedConfig(await load(file), { wrapper, file, load });
  } finally {
    process.chdir(before);
  }
}

async function callStep(command: Evaluate, parts: HostParts): Promise<void> {
  if (command.modules !== undefined) parts.source.useIndex(command.modules, { isDebugging: false });
  const root = command.modules?.rules?.rootDir;
  const args = root === undefined ? [] : [{ rootDir: root }, { rootDir: root }]; // Jest's configurations
  if (command.step === 'setup') {
    const exports = await modulesFor(parts).load(command.path);
    loaded.set(command.path, exports);
    const setup = member(exports, 'setup') ?? member(exports, 'default') ?? exports;
    if (typeof setup === 'function')
      teardowns.set(command.path, await Reflect.apply(setup, undefined, args));
  } else {
    const isSetup = loaded.has(command.path);
    const exports = isSetup ? loaded.get(command.path) : await modulesFor(parts).load(command.path); // a module that is only there to tear down
    const teardown = isSetup
      ? (member(exports, 'teardown') ?? teardowns.get(command.path))
      : (member(exports, 'default') ?? exports);
    if (typeof teardown === 'function') await Reflect.apply(teardown, undefined, args);
  }
}

function changedSince(before: NodeJS.ProcessEnv): Record<string, string> {
  const changed: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && value !== before[name]) changed[name] = value;
  }
  return changed;
}

function modulesFor(parts: HostParts, onShared?: (name: string) => void): FileModules {
  return new FileModules({
    source: parts.source,
    shared: {
      ...parts.shared,
      onShared: (name, exports) => {
        onShared?.(name);
        parts.shared.onShared(name, exports);
      },
    },
    api: () => ({ __esModule: true, defineConfig }),
    assets: (file) => file,
    hasAssetRule: () => false,
    automock: (exports) => exports,
    counting: uncounted,
  });
}

function member(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, key) : undefined;
}
