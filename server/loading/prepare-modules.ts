/**
 * Ahead of a run: brings the stored modules up to date with the disk, for everything that the given files can reach
 * statically. Unchanged files cost one `stat`.
 */
import { sha1 } from './sha1.ts';
import fs from 'node:fs';
import path from 'node:path';
import {
  mannerOf,
  transformerOf,
  transformRuleOf,
  hasModuleSyntax,
  type ModuleRules,
  type Transformer,
} from '../../modules/module-rules.ts';
import { createResolver, type Resolver } from '../../modules/resolve.ts';
import {
  encodeResolution,
  FORMAT,
  INDEX_NAME,
  readIndex,
  SegmentWriter,
  writeSegment,
  writeIndex,
  type StoredBlob,
  type StoredIndex,
  type StoredModule,
} from '../../modules/store.ts';
import type { ProbeOptions } from '../../modules/code-map.ts';
import { transformFailureReason } from '../../modules/esbuild-options.ts';
import { isTypeScript } from '../../modules/module-kind.ts';
import { createTransformers } from '../../modules/toolchain.ts';
import {
  comesFirst,
  textOf,
  transformCounted,
  transformedModule,
  transformModule,
  type TransformedModule,
  type Transformers,
} from '../../modules/transform.ts';
import type { TransformInput } from '../../modules/transform-input.ts';
import {
  createTsconfigReader,
  pickRuntimeOptions,
  type TsconfigReader,
} from '../../modules/tsconfig.ts';
import { projectModules } from './project-modules.ts';
import { TypeInputs } from './type-inputs.ts';
import { cannotBeCounted } from '../coverage/messages.ts';
import { startProbing, type Probing } from '../coverage/instrumenter/probing.ts';
import { API_MODULES } from '../../modules/api-modules.ts';
import type {
  IsolationLevel,
  Problem,
  TransformAnswer,
  TransformRequest,
} from '../../test-host/protocol.ts';

export interface PrepareOptions {
  /** Folder of the store. */
  readonly directory: string;
  /** Everything besides the source that changes what it becomes. */
  readonly key: string;
  /** Absolute paths: test files, set-up files. */
  readonly entries: readonly string[];
  /** Which files get probes, and which. Default: none. */
  readonly counted?: {
    /** Absolute paths. */
    readonly isCounted: (file: string) => boolean;
    readonly probes: ProbeOptions;
  };
  /** A tsconfig for all files instead of the nearest one. */
  readonly tsconfig?: string;
  /** How modules are found where another tool's configuration says so. */
  readonly rules?: ModuleRules | undefined;
  /** Has a host ask a transformer of the project. */
  readonly transform?:
    | ((file: string, request: TransformRequest) => Promise<TransformAnswer>)
    | undefined;
  /** Neither read nor keep what is stored. */
  readonly fresh?: boolean;
}

export interface PreparedModules {
  /** Absolute path of the index for the hosts; `undefined` when it could not be written: hosts transform by themselves. */
  readonly indexPath: string | undefined;
  readonly transformed: number;
  readonly problems: readonly Problem[];
  /** The isolation level that a file asks for itself. */
  readonly isolationOf: (file: string) => IsolationLevel | undefined;
  /** Those of the project, by absolute path. */
  readonly modules: StoredIndex['modules'];
}

export async function prepareModules(options: PrepareOptions): Promise<PreparedModules> {
  const known = options.fresh === true ? undefined : readIndex(options.directory, options.key);
  // Each change adds a segment or two, and what it replaces stays: now and then it is made anew.
  const stored = known !== undefined && known.segments.length <= MAX_SEGMENTS ? known : undefined;
  const session = new PrepareSession(options, stored);
  try {
    await session.visitAll(options.entries);
  } finally {
    session.stopTools(); // its process is gone long before this one is
  }
  const prepared = session.save();
  if (stored === undefined) removeUnused(options.directory);
  return prepared;
}

const MAX_SEGMENTS = 200;
/** Sources to be read: a thread puts probes into them. */
const MANY = 16;
/** Another run may still read what this one no longer knows. */
const UNUSED_FOR_MS = 10 * 60 * 1000;

function removeUnused(directory: string): void {
  const used = new Set(readIndex(directory, undefined)?.segments);
  try {
    for (const name of fs.readdirSync(directory)) {
      if (used.has(name) || !/^(modules|code)-.*\.bin$/.test(name)) continue;
      const file = path.join(directory, name);
      // The time of modification is a seal.
      if (Date.now() - fs.statSync(file).ctimeMs > UNUSED_FOR_MS) fs.rmSync(file, { force: true });
    }
  } catch {
    // read-only, or another run was faster: it is only space
  }
}

type MutableIndex = {
  -readonly [K in keyof StoredIndex]: StoredIndex[K];
};

class PrepareSession {
  readonly #options: PrepareOptions;
  readonly #index: MutableIndex;
  readonly #problems: Problem[] = [];
  readonly #seen = new Set<string>();
  readonly #writer = new SegmentWriter();
  readonly #resolutionsHold: boolean;
  /** No tsconfig, manifest or transformer is another: what the same source becomes is the same. */
  readonly #optionsHold: boolean;
  #tools: { resolver: Resolver; tsconfig: TsconfigReader; transformers: Transformers } | undefined;
  #isDirty: boolean;
  #transformed = 0;
  #loads = 0;

  constructor(options: PrepareOptions, stored: StoredIndex | undefined) {
    this.#options = options;
    this.#index = stored ?? {
      format: FORMAT,
      key: options.key,
      inputs: {},
      segments: [],
      blobs: {},
      codeCaches: {},
      modules: {},
      hasAsync: false,
    };
    const changed = stored === undefined ? [] : changedInputs(stored.inputs);
    this.#resolutionsHold = stored !== undefined && changed.length === 0;
    const { stamp = '' } = options.rules ?? {};
    const isOtherTool = stored !== undefined && (stored.stamp ?? '') !== stamp;
    this.#optionsHold = !isOtherTool && !changed.some((input) => input.endsWith('.json'));
    if (isOtherTool || stored === undefined) this.#index.stamp = stamp;
    if (!this.#resolutionsHold) this.#index.inputs = {};
    this.#isDirty = !this.#resolutionsHold;
    // All sources will be read: the compiler can be loaded meanwhile.
    const { counted } = options;
    if (stored === undefined && counted !== undefined)
      this.#probes = startProbing(counted.probes, 'many');
  }

  async visitAll(entries: readonly string[]): Promise<void> {
    for (const file of entries) this.#visit(file);
    while (this.#pending.length > 0) await Promise.all(this.#pending.splice(0));
  }
  /** Modules that are being transformed; each begins with what it imports as soon as it knows. */
  readonly #pending: Promise<void>[] = [];

  #visit(file: string): void {
    if (this.#seen.has(file)) return;
    this.#seen.add(file);
    const stats = fs.statSync(file, { throwIfNoEntry: false });
    if (stats === undefined || !stats.isFile()) {
      if (this.#index.modules[file] !== undefined) this.#isDirty = true;
      delete this.#index.modules[file];
      return; // the host says what is missing, and to whom
    }
    if (!isTransformable(file, this.#options.rules)) return;
    const known = this.#index.modules[file];
    if (
      known !== undefined &&
      known.mtime === stats.mtimeMs &&
      known.size === stats.size &&
      this.#optionsHold &&
      this.#index.blobs[known.hash] !== undefined &&
      (known.readsTypes === undefined || this.#types.hold)
    ) {
      this.#tellUncounted(file, known);
      this.#follow(this.#resolutionsHold ? known : this.#resolve(file, { ...known }));
      return;
    }
    this.#loads++;
    this.#pending.push(this.#load(file, stats));
  }

  #tellUncounted(file: string, { hash }: Pick<StoredModule, 'hash'>): void {
    const reason = this.#index.blobs[hash]?.uncounted;
    if (reason !== undefined) this.#problems.push(cannotBeCounted(file, reason));
  }

  #follow({ targets }: StoredModule): void {
    for (const target of targets) if (target.startsWith('m')) this.#visit(target.slice(1));
  }

  async #load(file: string, stats: fs.Stats): Promise<void> {
    const { tsconfig, resolver, transformers } = this.#toolsOf();
    let source: string;
    try {
      source = fs.readFileSync(file, 'utf8');
    } catch {
      delete this.#index.modules[file];
      this.#isDirty = true;
      return; // vanished or unreadable: the host says so
    }
    const { rules } = this.#options;
    const compilerOptions = {
      ...tsconfig.compilerOptions(file),
      ...(rules?.followsInterop === true &&
        isTypeScript(file) && { esModuleInterop: tsconfig.hasInterop(file) }),
      ...pickRuntimeOptions(rules?.compilerOptions ?? {}),
    };
    const isEsModule = resolver.isEsModule(file);
    const { counted } = this.#options;
    const probes = counted?.isCounted(file) === true ? counted.probes : undefined;
    const rule = rules && transformRuleOf(file, rules);
    const isDialect = rule?.asked === 'for-unreadable';
    const input = {
      path: file,
      source,
      compilerOptions,
      isEsModule,
      isDialect,
      ...(rules !== undefined && mannerOf(file, rules, compilerOptions)),
    };
    const readsTypes = rule?.readsTypes === true && comesFirst(rule, input);
    const types = readsTypes ? this.#types.identityOf(file, source) : '';
    const identityWith = (added: ProbeOptions | undefined): string =>
      sha1(
        `${rules?.stamp ?? ''}${types}${path.extname(file)}\0${isEsModule}\0${JSON.stringify([added, compilerOptions, input.isStrict])}\0${source}`,
      );
    const identity = identityWith(probes);
    let blob: StoredBlob | undefined = this.#index.blobs[identity];
    if (blob === undefined) {
      try {
        const module = await this.#transform(input, transformers, probes);
        blob = this.#writer.add(module, this.#index.segments.length);
      } catch (error) {
        if (probes !== undefined)
          this.#problems.push(cannotBeCounted(file, transformFailureReason(error)));
        delete this.#index.modules[file];
        this.#isDirty = true; // hosts must not find what the file was before
        return; // a syntax error: the host meets it again and reports it for the test file that imports it
      }
      this.#index.blobs[identity] = blob;
      this.#transformed++;
    }
    this.#tellUncounted(file, { hash: identity });
    // A file written a moment ago may be written again within the clock's grain: do not trust its time.
    const isSettled = Date.now() - stats.mtimeMs > 50;
    this.#follow(
      this.#resolve(file, {
        mtime: isSettled ? stats.mtimeMs : -1,
        size: stats.size,
        hash: identity,
        ...(probes !== undefined && { plain: identityWith(undefined) }),
        ...(readsTypes && { readsTypes }),
      }),
    );
  }

  get #types(): TypeInputs {
    return (this.#typeInputs ??= new TypeInputs((this.#index.types ??= {}), {
      resolver: () => this.#toolsOf().resolver,
      resolutionsHold: this.#resolutionsHold,
    }));
  }
  #typeInputs: TypeInputs | undefined;

  async #transform(
    input: TransformInput,
    transformers: Transformers,
    probes: ProbeOptions | undefined,
  ): Promise<TransformedModule> {
    const { rules } = this.#options;
    const rule = rules && transformRuleOf(input.path, rules);
    const { transformer } = rule ?? {};
    const byUs = async (one: TransformInput): Promise<TransformedModule> =>
      await transformModule(one, transformers);
    const byProject = async (one: TransformInput): Promise<TransformedModule> =>
      transformer === undefined
        ? await byUs(one)
        : await this.#transformByProject(one, transformers, transformer);
    const counted = async (by: typeof byUs): Promise<TransformedModule> =>
      probes === undefined || !isScript(input.path)
        ? await by(input)
        : await transformCounted(input, await (await this.#probing(probes)).ask(input), by);
    if (transformer !== undefined && comesFirst(rule, input)) return await counted(byProject);
    try {
      return await counted(byUs);
    } catch (error) {
      if (transformer === undefined || rule?.asked !== 'for-unreadable') throw error;
      return await counted(byProject);
    }
  }

  async #transformByProject(
    input: TransformInput,
    transformers: Transformers,
    transformer: Transformer,
  ): Promise<TransformedModule> {
    const { rules, transform } = this.#options;
    if (rules === undefined || transform === undefined) throw new Error('Nobody can be asked');
    const source = textOf(input);
    const { transformConfig: config, level, stamp } = rules;
    const output = await transform(input.path, { source, transformer, config, level, stamp });
    return hasModuleSyntax(output.code)
      ? await transformModule({ ...input, source: output.code, probed: output.code }, transformers)
      : transformedModule(output, input, transformers);
  }

  /** How many there are is known when all have been visited that nothing has to be waited for. */
  async #probing(probes: ProbeOptions): Promise<Probing> {
    await Promise.resolve();
    return (this.#probes ??= startProbing(probes, this.#loads < MANY ? 'few' : 'many'));
  }
  #probes: Probing | undefined;

  #resolve(
    file: string,
    entry: Pick<StoredModule, 'mtime' | 'size' | 'hash' | 'plain' | 'readsTypes'>,
  ): StoredModule {
    const { resolver } = this.#toolsOf();
    const blob = this.#index.blobs[entry.hash];
    const targets = (blob?.imports ?? []).map(({ specifier, kind }) =>
      encodeResolution(resolver.resolve(specifier, file, kind)),
    );
    const module: StoredModule = {
      mtime: entry.mtime,
      size: entry.size,
      hash: entry.hash,
      ...(entry.plain !== undefined && { plain: entry.plain }),
      ...(entry.readsTypes === true && { readsTypes: true }),
      targets,
      nodeInterop: resolver.isEsModule(file),
    };
    this.#index.modules[file] = module;
    this.#isDirty = true;
    return module;
  }

  #toolsOf(): { resolver: Resolver; tsconfig: TsconfigReader; transformers: Transformers } {
    if (this.#tools === undefined) {
      const note = (input: string): void => {
        this.#index.inputs[input] ??= stateOfInput(input);
      };
      const tsconfig = createTsconfigReader({
        ...(this.#options.tsconfig !== undefined && { path: this.#options.tsconfig }),
        note,
        onError: (file, error) => this.#problems.push(brokenTsconfig(file, error)),
      });
      const resolver = createResolver({
        matchPaths: tsconfig.matchPaths,
        customConditions: tsconfig.customConditions,
        note,
        apiModules: API_MODULES,
        rules: this.#options.rules,
      });
      this.#tools = { resolver, tsconfig, transformers: createTransformers() };
    }
    return this.#tools;
  }

  stopTools(): void {
    this.#probes?.[Symbol.dispose]();
    this.#tools?.transformers.stop();
  }

  save(): PreparedModules {
    const { directory } = this.#options;
    const indexPath = path.join(directory, INDEX_NAME);
    const { modules } = this.#index;
    const hasPackages = this.#options.rules !== undefined;
    let own: StoredIndex['modules'] | undefined;
    const done = (written: string | undefined): PreparedModules => ({
      indexPath: written,
      transformed: this.#transformed,
      problems: this.#problems,
      isolationOf: (file) => this.#index.blobs[modules[file]?.hash ?? '']?.isolation,
      get modules() {
        return (own ??= hasPackages ? projectModules(modules) : modules);
      },
    });
    if (!this.#isDirty) return done(indexPath);
    try {
      fs.mkdirSync(directory, { recursive: true });
      if (this.#writer.length > 0) {
        const name = `modules-${process.pid}-${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}.bin`;
        writeSegment(path.join(directory, name), this.#writer.toBuffer());
        this.#index.segments.push(name);
      }
      this.#index.hasAsync = Object.values(this.#index.blobs).some((blob) => blob.isAsync);
      writeIndex(directory, this.#index);
      return done(indexPath);
    } catch (error) {
      this.#problems.push(unwritableStore(directory, error));
      return done(undefined);
    }
  }
}

function isTransformable(file: string, rules: ModuleRules | undefined): boolean {
  return isScript(file) || transformerOf(file, rules) !== undefined;
}

function isScript(file: string): boolean {
  return /\.([cm]?[jt]s|[jt]sx)$/.test(file);
}

function changedInputs(inputs: StoredIndex['inputs']): readonly string[] {
  return Object.keys(inputs).filter((input) => stateOfInput(input) !== inputs[input]);
}

/** Folders that were made at once have one time; a link may lead to another of them. */
function stateOfInput(input: string): string {
  const stats = fs.statSync(input, { throwIfNoEntry: false });
  return stats === undefined ? '' : `${stats.mtimeMs} ${stats.ino}`;
}

function brokenTsconfig(file: string, error: unknown): Problem {
  const reason = (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
  return {
    code: 'ZT1203',
    severity: 'warning',
    message: `${file} cannot be read: ${reason}. Files below it are compiled with default options.`,
    hint: 'Run `npx tsc --showConfig -p` on it to see what TypeScript makes of it.',
    location: { file },
  };
}

function unwritableStore(directory: string, error: unknown): Problem {
  return {
    code: 'ZT1801',
    severity: 'warning',
    message: `The module cache in ${directory} cannot be written (${error instanceof Error ? error.message : String(error)}). The run goes on without it, slower.`,
    hint: 'Free disk space, fix the permissions of the folder, or delete it.',
    location: { file: directory },
  };
}
