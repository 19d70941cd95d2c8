/** Chunk of the host: asks transformers of the project, by the interface that Jest has for them. */
import { hash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ModuleRules, TransformAnswer, TransformRequest } from '../protocol.ts';
import { explained } from './explained.ts';

type Process = (...args: readonly unknown[]) => unknown;

interface Transformer {
  readonly process?: Process;
  readonly processAsync?: Process;
}

const requireHere = createRequire(import.meta.filename);
/** By their path and options: making one may read a configuration. */
const made = new Map<string, Promise<Transformer> | Transformer>();

/** @param load imports a module that Node cannot run as it is */
export async function transform(
  file: string,
  request: TransformRequest,
  load: (file: string) => Promise<unknown>,
): Promise<TransformAnswer> {
  const { transformer: wanted } = request;
  const key = JSON.stringify(wanted);
  const making = made.get(key) ?? makeAsync(request, load);
  made.set(key, making);
  try {
    const transformer = await making;
    const run = transformer.process ?? transformer.processAsync;
    if (run === undefined) throw notATransformer(nameOf(request));
    return readAnswer(await call({ transformer, run }, file, request), nameOf(request));
  } catch (error) {
    throw failed(error, request);
  }
}

/**
 * The same for a host that meets a module which nobody could foresee: what became of it is kept for the others, unless the
 * types of other files decide about it.
 */
export function transformSync(
  file: string,
  request: TransformRequest & { readonly readsTypes: boolean },
): TransformAnswer {
  try {
    if (request.readsTypes) return transformAtOnce(file, request);
    const kept = keptPlace(file, request);
    const known = readKept(kept);
    if (known !== undefined) return known;
    const answer = transformAtOnce(file, request);
    keep(kept, answer);
    return answer;
  } catch (error) {
    throw failed(error, request);
  }
}

function keptPlace(file: string, { source, transformer, config, stamp }: TransformRequest): string {
  const key = hash('sha1', [file, stamp, JSON.stringify(transformer), source].join('\0'));
  return path.join(String(config['rootDir']), '.ztest', 'cache-transformed', key);
}

function readKept(place: string): TransformAnswer | undefined {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what was written there, whole
    return JSON.parse(fs.readFileSync(place, 'utf8')) as TransformAnswer;
  } catch {
    return undefined; // it is transformed for the first time
  }
}

function keep(place: string, answer: TransformAnswer): void {
  const temporary = `${place}.${process.pid}`;
  try {
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.writeFileSync(temporary, JSON.stringify(answer));
    fs.renameSync(temporary, place);
  } catch {
    // read-only, or no room: it is transformed again
  }
}

function transformAtOnce(file: string, request: TransformRequest): TransformAnswer {
  const { transformer: wanted } = request;
  const key = `sync ${JSON.stringify(wanted)}`;
  let transformer = made.get(key);
  if (transformer === undefined || transformer instanceof Promise) {
    transformer = makerOf(requireHere(wanted.path), request);
    if (transformer instanceof Promise) throw onlyAsync(request, file);
    made.set(key, transformer);
  }
  if (transformer.process === undefined)
    throw transformer.processAsync === undefined
      ? notATransformer(nameOf(request))
      : onlyAsync(request, file);
  return readAnswer(
    call({ transformer, run: transformer.process }, file, request),
    nameOf(request),
  );
}

async function makeAsync(
  request: TransformRequest,
  load: (file: string) => Promise<unknown>,
): Promise<Transformer> {
  const { path: file } = request.transformer;
  const isScript = /\.[cm]?tsx?$/.test(file);
  const exports: unknown = isScript
    ? await load(file)
    : file.endsWith('.mjs')
      ? await import(pathToFileURL(file).href)
      : requireHere(file);
  return await makerOf(exports, request);
}

function makerOf(
  exports: unknown,
  { transformer }: TransformRequest,
): Promise<Transformer> | Transformer {
  const inner = member(exports, 'default');
  const given = isTransformer(inner) ? inner : exports;
  const create = member(given, 'createTransformer');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked where it is called
  const own = given as Transformer;
  return typeof create === 'function'
    ? // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what Jest's interface says it returns
      (Reflect.apply(create, given, [transformer.options]) as Transformer)
    : own;
}

function isTransformer(value: unknown): boolean {
  return ['process', 'processAsync', 'createTransformer'].some(
    (name) => typeof member(value, name) === 'function',
  );
}

/** The arguments changed with Jest 27: until then the configuration stood by itself. */
function call(
  { transformer, run }: { readonly transformer: Transformer; readonly run: Process },
  file: string,
  request: TransformRequest,
): unknown {
  const { source, config: written, level, transformer: wanted } = request;
  const config = {
    cwd: written['rootDir'],
    cacheDirectory: path.join(String(written['rootDir']), '.ztest', 'transform'),
    extensionsToTreatAsEsm: [],
    globals: {},
    moduleFileExtensions: ['js', 'mjs', 'cjs', 'jsx', 'ts', 'mts', 'cts', 'tsx', 'json', 'node'],
    testMatch: [],
    testRegex: [],
    transformIgnorePatterns: [],
    ...written,
    transform: [['.', wanted.path, wanted.options ?? {}]],
  };
  const options = {
    cacheFS: new Map([[file, source]]),
    config,
    configString: JSON.stringify(config),
    coverageProvider: 'babel',
    instrument: false,
    supportsDynamicImport: false,
    supportsExportNamespaceFrom: false,
    supportsStaticESM: false,
    supportsTopLevelAwait: false,
    transformer,
    transformerConfig: wanted.options ?? {},
  };
  return level < 27
    ? Reflect.apply(run, transformer, [source, file, config, options])
    : Reflect.apply(run, transformer, [source, file, options]);
}

const INLINE_MAP =
  /\n?\/\/[#@] sourceMappingURL=data:application\/json;(?:charset=[^;,]*;)?base64,([\w+/=]+)\s*$/;

function readAnswer(answer: unknown, transformer: string): TransformAnswer {
  const text = typeof answer === 'string' ? answer : member(answer, 'code');
  if (typeof text !== 'string') throw notCode(transformer);
  const inline = INLINE_MAP.exec(text);
  const given = member(answer, 'map');
  const map =
    typeof given === 'string'
      ? given
      : typeof given === 'object' && given !== null
        ? JSON.stringify(given)
        : Buffer.from(inline?.[1] ?? '', 'base64').toString();
  return { code: inline === null ? text : text.slice(0, inline.index), map };
}

function member(object: unknown, key: string): unknown {
  const isObject = (typeof object === 'object' && object !== null) || typeof object === 'function';
  return isObject ? Reflect.get(object, key) : undefined;
}

function coded(code: string, message: string, hint: string): Error {
  const error = Object.assign(new Error(message), { code });
  explained(error, { code, hint });
  return error;
}

/** The transformer, as messages call it. */
function nameOf({ transformer, config }: TransformRequest): string {
  return path.relative(String(config['rootDir']), transformer.path);
}

function failed(error: unknown, request: TransformRequest): unknown {
  return explained(error, {
    code: 'ZT1219',
    hint: `The transformer ${nameOf(request)} threw this. Mend the file or the transformer, or name the file in transformIgnorePatterns: then ztest compiles it.`,
  });
}

function notATransformer(file: string): Error {
  return coded(
    'ZT1212',
    `${file} is no transformer: it has neither process nor processAsync.`,
    'Export an object with process(source, path, options), or createTransformer(options).',
  );
}

function onlyAsync(request: TransformRequest, file: string): Error {
  const name = path.relative(String(request.config['rootDir']), file);
  return coded(
    'ZT1213',
    `${name} is needed at once, but ${nameOf(request)} transforms only asynchronously.`,
    'Give the transformer a process function, or import the file statically.',
  );
}

function notCode(transformer: string): Error {
  return coded(
    'ZT1214',
    `The transformer ${transformer} returned no code.`,
    'process must return { code } (until Jest 27 it could also be a text).',
  );
}

export interface ResolveRequest {
  readonly from: string;
  readonly kind: 'import' | 'require';
  readonly rules: ModuleRules & { readonly resolver: string };
  /** As ztest would, from a folder. */
  readonly resolve: (specifier: string, folder: string) => string | undefined;
}

/** Asks the `resolver` of the configuration. `undefined`: it finds nothing. */
export function resolveByProject(specifier: string, request: ResolveRequest): string | undefined {
  const { from, rules, kind, resolve } = request;
  const exports: unknown = requireHere(rules.resolver);
  const given = member(exports, 'default') ?? exports;
  const ask = member(given, 'sync') ?? member(exports, 'sync') ?? given;
  if (typeof ask !== 'function') throw notAResolver(path.relative(rules.rootDir, rules.resolver));
  const options = {
    basedir: path.dirname(from),
    rootDir: rules.rootDir,
    extensions: rules.extensions,
    moduleDirectory: rules.directories,
    paths: rules.paths,
    conditions: [...rules.conditions, kind],
    defaultResolver: (name: string, { basedir }: { basedir?: string } = {}): string => {
      const found = resolve(name, basedir ?? path.dirname(from));
      if (found !== undefined) return found;
      const error = new Error(`Cannot find module '${name}' from '${from}'`);
      throw Object.assign(error, { code: 'MODULE_NOT_FOUND' });
    },
  };
  try {
    const answer: unknown = Reflect.apply(ask, undefined, [specifier, options]);
    return typeof answer === 'string' ? answer : undefined;
  } catch (error) {
    if (member(error, 'code') === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function notAResolver(file: string): Error {
  return coded(
    'ZT1216',
    `${file} exports no resolver.`,
    'Export a function (path, options) => path, or an object with sync.',
  );
}
