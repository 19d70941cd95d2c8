/** What modules of Node itself give: of pure functions and constants, the value. */
import os from 'node:os';
import path from 'node:path';
import util from 'node:util';
import type { Machine } from './environment.ts';
import { apply } from './methods.ts';
import { Namespace, Native, Unknown } from './values.ts';

const PURE: Readonly<
  Record<string, { readonly module: object; readonly names: readonly string[] }>
> = {
  path: {
    module: path,
    names: 'basename dirname extname format isAbsolute join normalize parse sep delimiter'.split(
      ' ',
    ),
  },
  util: { module: util, names: ['format', 'inspect'] },
  os: { module: os, names: ['EOL'] },
};

/** `undefined`: it is no module of Node's, or nothing in it is known before the file runs. */
export function nodeModuleNamed(specifier: string, machine: Machine): Namespace | undefined {
  const name = specifier.replace(/^node:/, '');
  const known = Object.hasOwn(PURE, name) ? PURE[name] : undefined;
  if (known === undefined) return undefined;
  const namespace: Namespace = new Namespace((member) => {
    if (member === 'default') return namespace;
    if (!known.names.includes(member)) {
      return new Unknown(`what "${specifier}" gives is known only when the file runs`);
    }
    const value: unknown = Reflect.get(known.module, member);
    return typeof value === 'function'
      ? new Native((args) => apply(value, undefined, { args, machine }))
      : value;
  });
  return namespace;
}
