/** The Jest configuration that a wrapper around Jest makes, by the function that its own command calls. */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { JestWrapper } from '../protocol.ts';

/** @param load a module of the project, by its absolute path */
export async function wrappedConfig(
  exports: unknown,
  {
    wrapper,
    file,
    load,
  }: {
    readonly wrapper: JestWrapper;
    /** The module that has these exports. */
    readonly file: string;
    readonly load: (file: string) => Promise<unknown>;
  },
): Promise<unknown> {
  const { name, folder } = wrapper;
  const create = member(exports, 'createJestConfig') ?? exports;
  switch (name) {
    case 'react-scripts': {
      const itsFolder = path.resolve(path.dirname(file), '../..');
      await setAsReactScripts(folder, load);
      return call(create, (relative: string) => path.join(itsFolder, relative), folder, false);
    }
    case 'craco':
      await setAsReactScripts(folder, load);
      return call(create, defaultOf(await load(path.join(folder, 'craco.config.js'))));
    case 'tsdx':
      return call(create, (relative: string) => relative, folder);
    case 'kcd-scripts':
      return defaultOf(exports);
    default:
      return name satisfies never;
  }
}

/** What its command sets before Jest begins, `.env` files among it. */
async function setAsReactScripts(
  folder: string,
  load: (file: string) => Promise<unknown>,
): Promise<void> {
  process.env['BABEL_ENV'] = 'test';
  process.env['PUBLIC_URL'] = '';
  const ofProject = createRequire(path.join(folder, 'package.json'));
  await load(ofProject.resolve('react-scripts/config/env.js'));
}

function call(create: unknown, ...args: readonly unknown[]): unknown {
  if (typeof create !== 'function') throw new Error('it exports no function that makes one');
  return Reflect.apply(create, undefined, args);
}

function defaultOf(exports: unknown): unknown {
  return member(exports, 'default') ?? exports;
}

function member(object: unknown, key: string): unknown {
  return typeof object === 'object' && object !== null ? Reflect.get(object, key) : undefined;
}
