/**
 * Positions as the user wrote them: every stack that is read in a host is mapped back to its source, when it is read and
 * not before.
 */
import { captureStackTrace, realParse } from '../intrinsics.ts';
import { lazyChunk } from '../lazy-chunk.ts';
import type * as TraceMapping from '../../modules/trace-mapping-chunk.ts';
import type { CompiledModule } from './compiled-module.ts';
import type { ModuleSource } from './module-source.ts';

export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface SourcePositions {
  /** Generated position (1-based) → source position (1-based); the same when there is no map. */
  readonly map: (file: string, line: number, column: number) => SourcePosition;
  /** Where the first caller outside ztest stands; of `below`, when that is given. */
  readonly callerLocation: (below?: Function) => SourcePosition | undefined;
  /** Source position of the topmost frame of the user in an error that was just made. */
  readonly locationOf: (error: Error) => SourcePosition | undefined;
  /** Makes `error.stack` speak of sources; again after each test file, for user code may replace it. */
  readonly install: () => void;
}

/** More than Node's 10: a chain of imports has several frames of ours for each of the user's. */
const STACK_FRAMES = 200;

export function createSourcePositions(options: {
  readonly source: ModuleSource;
  readonly isOwnFile: (file: string) => boolean;
}): SourcePositions {
  // A file may be another with the next run of this host.
  const mappers = new WeakMap<CompiledModule, TraceMapping.Mapper | undefined>();
  const mapperOf = (file: string): TraceMapping.Mapper | undefined => {
    const module = options.source.known(file);
    if (module === undefined) return undefined;
    if (!mappers.has(module)) {
      const map = module.readMap();
      const chunk =
        map === undefined
          ? undefined
          : lazyChunk<typeof TraceMapping>('trace-mapping', '../modules/trace-mapping-chunk.ts');
      mappers.set(module, map === undefined ? undefined : chunk?.createMapper(map, realParse));
    }
    return mappers.get(module);
  };
  const map = (file: string, line: number, column: number): SourcePosition => {
    const position = mapperOf(file)?.(line, column);
    return position === undefined ? { file, line, column } : { file, ...position };
  };

  const prepare = (error: Error, frames: readonly NodeJS.CallSite[]): string => {
    let text = headerOf(error);
    for (const frame of frames) {
      if (!isMadeByTransformer(frame, map)) text += `\n    at ${describeFrame(frame, map)}`;
    }
    return text;
  };
  const capture = (below?: Function): SourcePosition | undefined => {
    // oxlint-disable-next-line typescript/unbound-method -- put back below, never called
    const previous = Error.prepareStackTrace;
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 12;
    Error.prepareStackTrace = (_error, frames) => frames;
    const holder: { stack?: readonly NodeJS.CallSite[] } = {};
    captureStackTrace(holder, below ?? capture);
    const frames = holder.stack ?? [];
    Error.prepareStackTrace = previous;
    Error.stackTraceLimit = limit;
    for (const frame of frames) {
      const file = frame.getFileName();
      if (
        file === null ||
        file === undefined ||
        file.startsWith('node:') ||
        options.isOwnFile(file)
      )
        continue;
      return map(file, frame.getLineNumber() ?? 1, frame.getColumnNumber() ?? 1);
    }
    return undefined;
  };
  return {
    map,
    callerLocation: capture,
    locationOf: (error) => {
      const stack = String(error.stack);
      for (const match of stack.matchAll(
        /^\s+at .*?\(?((?:file:\/\/)?\/[^():\n]+|[A-Za-z]:[^():\n]+):(\d+):(\d+)\)?$/gm,
      )) {
        const file = match[1] ?? '';
        if (options.isOwnFile(file) || file.startsWith('node:')) continue;
        return { file, line: Number(match[2]), column: Number(match[3]) };
      }
      return undefined;
    },
    install: () => {
      Error.stackTraceLimit = STACK_FRAMES;
      if (Error.prepareStackTrace !== prepare) Error.prepareStackTrace = prepare;
    },
  };
}

function headerOf(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error'; // a throwing getter for name or message
  }
}

/** The getter of an export stands for no line of the user's; it is mapped to the very start of the file. */
function isMadeByTransformer(frame: NodeJS.CallSite, map: SourcePositions['map']): boolean {
  const file = frame.getFileName();
  if (
    file === null ||
    file === undefined ||
    file.startsWith('node:') ||
    frame.getFunctionName() === null
  )
    return false;
  const line = frame.getLineNumber() ?? 1;
  const position = map(file, line, frame.getColumnNumber() ?? 1);
  return position.line === 1 && position.column === 1 && line > 1;
}

/** The text that V8 makes of a frame, with the position mapped. */
function describeFrame(frame: NodeJS.CallSite, map: SourcePositions['map']): string {
  const file = frame.getFileName();
  // oxlint-disable-next-line typescript/no-base-to-string -- V8's own, which Node's types do not know
  const text = frame.toString();
  if (file === null || file === undefined || file.startsWith('node:')) return text;
  const line = frame.getLineNumber() ?? 1;
  const column = frame.getColumnNumber() ?? 1;
  const position = map(file, line, column);
  const wanted = `${frame.getScriptNameOrSourceURL() ?? file}:${line}:${column}`;
  const at = text.lastIndexOf(wanted);
  if (at < 0) return text;
  return `${text.slice(0, at)}${position.file}:${position.line}:${position.column}${text.slice(at + wanted.length)}`;
}
