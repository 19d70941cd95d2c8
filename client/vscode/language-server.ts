/** The language server as the extension sees it: started, asked, heard, ended. */
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type {
  BaseLanguageClient,
  CloseAction,
  CloseHandlerResult,
  ErrorAction,
  LanguageClientOptions,
  State,
} from 'vscode-languageclient';
import {
  debuggerWanted,
  diagnoseTest,
  diagnosisStep,
  findPolluters,
  healthChanged,
  installPackage,
  openRoots,
  quarantineTest,
  refresh,
  removeFromQuarantineCommand,
  renameTitle,
  repeatUntilFailure,
  runEvents,
  treeChanged,
  type DebuggerWanted,
  type DiagnosisStep,
  type HealthChange,
  type NotificationMethod,
  type OpenedRoots,
  type RequestMethod,
  type RunEvents,
  type TreeChange,
} from '../../server/protocol.ts';
import { serverEnded, serverGivenUp, serverNotStarted } from './messages.ts';
import { RestartPolicy } from './restart-policy.ts';

export interface LanguageServerOptions {
  readonly log: vscode.LogOutputChannel;
  /** How a server is started and reached. */
  readonly createClient: (options: LanguageClientOptions) => Promise<BaseLanguageClient>;
  /** Of tests, besides what is in this process's environment; `null` takes away. */
  readonly env: () => Readonly<Record<string, string | null>>;
  readonly onTreeChange: (change: TreeChange) => 'applied' | 'missed';
  readonly onStart: (roots: OpenedRoots) => void;
  /** It has ended without being asked to, and is started again. */
  readonly onEnd: () => void;
  readonly onGivenUp: (failure: ServerFailure) => void;
}

export interface ServerFailure {
  /** It has ended too often, it could not be started, or there is no Node that it could be started with. */
  readonly reason: 'ended' | 'not-started' | 'no-node';
  readonly message: string;
}

/** No Node is new enough; the message says what to do. */
export class NoNodeError extends Error {}

/** Of the client's library, which is loaded when this file has been. */
const RUNNING: State.Running = 2;
const CONTINUE: ErrorAction.Continue = 1;
const DO_NOT_RESTART: CloseAction.DoNotRestart = 1;
const RESTART: CloseAction.Restart = 2;
/** The connection was closed before the answer. */
const PENDING_RESPONSE_REJECTED = -32_097;

const LANGUAGES = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'];

export class LanguageServer implements vscode.Disposable {
  readonly #options: LanguageServerOptions;
  #client: BaseLanguageClient | undefined;
  readonly #runs = new Map<string, RunListener>();
  readonly #healthChanges = new vscode.EventEmitter<HealthChange>();
  readonly onHealthChange = this.#healthChanges.event;
  readonly #diagnosisSteps = new vscode.EventEmitter<DiagnosisStep>();
  readonly onDiagnosisStep = this.#diagnosisSteps.event;
  /** Fulfilled while a server answers; while it is started (again), those who ask wait for this. */
  #answering: Promise<void> = Promise.resolve();

  constructor(options: LanguageServerOptions) {
    this.#options = options;
  }

  /** Never rejects: why it could not be started is told. */
  async start(): Promise<void> {
    await this.#begin(this.#inTurn(async () => await this.#start()));
  }

  /** Asked for again before it has begun (by trust, and by the settings that hold with it), it is one. */
  async restart(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    const restarting = this.#inTurn(async () => {
      if (asked !== this.#asked) return;
      await this.stop();
      await this.#start();
    });
    await this.#begin(restarting);
  }

  /** A server that is being started cannot be stopped yet. */
  async #inTurn(change: () => Promise<void>): Promise<void> {
    const changing = this.#changing.then(change);
    this.#changing = changing.catch(() => {});
    await changing;
  }
  #changing: Promise<void> = Promise.resolve();
  #asked = 0;

  /** Looks at every file again; what runs goes on. A server that is down is started. */
  async refresh(token: vscode.CancellationToken): Promise<void> {
    const isThere = await this.#answering.then(
      () => this.#client?.isRunning() === true,
      () => false,
    );
    if (isThere) await this.ask(refresh, {}, token);
    else await this.restart();
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    if (client?.isRunning() === true) await client.stop();
  }

  dispose(): void {
    void this.stop();
  }

  async ask<Params, Result>(
    { method }: RequestMethod<Params, Result>,
    params: Params,
    token?: vscode.CancellationToken,
  ): Promise<Result> {
    await this.#answering;
    return await this.#send<Result>(method, params, token);
  }

  /** Hears the events of a run until it is disposed. */
  follow(runId: string, listener: RunListener): vscode.Disposable {
    this.#runs.set(runId, listener);
    return new vscode.Disposable(() => this.#runs.delete(runId));
  }

  async #begin(answering: Promise<void>): Promise<void> {
    this.#answering = answering;
    try {
      await answering;
    } catch (error) {
      this.#options.log.error(String(error));
      // It may have ended while it began, and be started again already.
      if (this.#answering === answering) this.#options.onGivenUp(failureOf(error));
    }
  }

  async #start(): Promise<void> {
    const { log, createClient, env } = this.#options;
    const restarts = new RestartPolicy();
    const client = await createClient({
      ...clientOptions(log, env()),
      errorHandler: {
        error: () => ({ action: CONTINUE, handled: true }),
        closed: async () => await this.#onEnd(restarts),
      },
    });
    this.#client = client;
    this.#hear(treeChanged, (change: TreeChange) => {
      if (this.#isTraced) log.trace(describeChange(change));
      if (this.#options.onTreeChange(change) === 'missed')
        this.#openRoots().catch((error: unknown) => log.error(String(error)));
    });
    this.#hear(runEvents, (events: RunEvents) => this.#runs.get(events.runId)?.onEvents(events));
    this.#hear(debuggerWanted, (wanted: DebuggerWanted) =>
      this.#runs.get(wanted.runId)?.onDebugger(wanted.port),
    );
    this.#hear(healthChanged, (change: HealthChange) => this.#healthChanges.fire(change));
    this.#hear(diagnosisStep, (step: DiagnosisStep) => this.#diagnosisSteps.fire(step));
    await client.start();
    await this.#openRoots();
  }

  /** The server has ended without being asked to. Whoever asks from now on waits for the next one. */
  async #onEnd(restarts: RestartPolicy): Promise<CloseHandlerResult> {
    const client = this.#client;
    const wait = restarts.waitAfterEnd(Date.now());
    if (wait === undefined || client === undefined) {
      this.#answering = Promise.reject(new Error(serverGivenUp()));
      const failure: ServerFailure = { reason: 'ended', message: serverGivenUp() };
      this.#answering.catch(() => this.#options.onGivenUp(failure));
      return { action: DO_NOT_RESTART, handled: true };
    }
    this.#options.onEnd();
    const isBack = Promise.withResolvers<void>();
    this.#answering = isBack.promise;
    const states = client.onDidChangeState(({ newState }) => {
      if (newState !== RUNNING) return;
      states.dispose();
      isBack.resolve(this.#openRoots());
    });
    await delay(wait);
    return { action: RESTART, handled: true };
  }

  /** All trees come anew after this. */
  async #openRoots(): Promise<void> {
    this.#opening ??= this.#send<OpenedRoots>(openRoots.method, {});
    const opening = this.#opening;
    try {
      const opened = await opening;
      if (this.#opening === opening) this.#options.onStart(opened);
    } finally {
      if (this.#opening === opening) this.#opening = undefined;
    }
  }
  #opening: Promise<OpenedRoots> | undefined;

  async #send<Result>(
    method: string,
    params: unknown,
    token?: vscode.CancellationToken,
  ): Promise<Result> {
    const client = this.#client;
    if (client === undefined) throw new Error(serverEnded());
    const { log } = this.#options;
    const began = performance.now();
    if (this.#isTraced) log.trace(`${method} ${JSON.stringify(params)}`);
    try {
      // An absent token must not be handed over: it would travel as a second parameter.
      return await (token === undefined
        ? client.sendRequest<Result>(method, params)
        : client.sendRequest<Result>(method, params, token));
    } catch (error) {
      throw codeOf(error) === PENDING_RESPONSE_REJECTED
        ? new Error(serverEnded(), { cause: error })
        : error;
    } finally {
      log.debug(`${method}: ${Math.round(performance.now() - began)} ms`);
    }
  }

  /** Texts that nobody reads are not made. */
  get #isTraced(): boolean {
    return this.#options.log.logLevel === vscode.LogLevel.Trace;
  }

  #hear<Params>({ method }: NotificationMethod<Params>, handler: (params: Params) => void): void {
    this.#client?.onNotification(method, handler);
  }
}

export interface RunListener {
  readonly onEvents: (events: RunEvents) => void;
  readonly onDebugger: (port: number) => void;
}

function describeChange({ root, version, files, removed }: TreeChange): string {
  const names = [...files.map(({ file }) => file), ...removed.map((file) => `-${file}`)];
  return `${treeChanged.method} ${version} ${root}: ${names.join(' ')}`;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function failureOf(error: unknown): ServerFailure {
  return error instanceof NoNodeError
    ? { reason: 'no-node', message: error.message }
    : { reason: 'not-started', message: serverNotStarted() };
}

/** Commands that hovers of the server may run. */
const LINKS = [
  repeatUntilFailure,
  diagnoseTest,
  findPolluters,
  quarantineTest,
  removeFromQuarantineCommand,
];

function clientOptions(
  log: vscode.LogOutputChannel,
  env: Readonly<Record<string, string | null>>,
): LanguageClientOptions {
  const { workspaceFolders: folders = [] } = vscode.workspace;
  const schemes = new Set(['file', ...folders.map(({ uri }) => uri.scheme)]);
  return {
    documentSelector: LANGUAGES.flatMap((language) =>
      [...schemes].map((scheme) => ({ scheme, language })),
    ),
    outputChannel: log,
    markdown: { isTrusted: { enabledCommands: LINKS } },
    initializationFailedHandler: () => false,
    initializationOptions: {
      isTrusted: vscode.workspace.isTrusted,
      hasTestViews: true,
      commands: [renameTitle, installPackage, ...LINKS],
      env,
    },
  };
}
