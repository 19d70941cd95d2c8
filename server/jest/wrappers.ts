/** Commands that run Jest with a configuration of their own making: which there are, and which module of theirs makes it. */
import type { JestWrapperName } from '../../test-host/protocol.ts';

export interface FoundWrapper {
  readonly name: string;
  /** Absent: ztest does not know how it configures Jest. */
  readonly known?: {
    readonly name: JestWrapperName;
    /** What makes the configuration, as the project would import it. */
    readonly maker: string;
    /** A configuration of the project stands instead of its own. */
    readonly isFallback: boolean;
  };
}

const makers: Readonly<Record<JestWrapperName, string>> = {
  'react-scripts': 'react-scripts/scripts/utils/createJestConfig.js',
  craco: '@craco/craco',
  'kcd-scripts': 'kcd-scripts/jest',
  tsdx: 'tsdx/dist/createJestConfig.js',
};

const WRAPPED =
  /(?:^|[\s;&|/"'])(react-scripts|craco|kcd-scripts|tsdx|react-app-rewired|rescripts|umi-test)(?:\s+-\S+)*\s+test(?=$|[\s;&|"'])/;

/** Of the first script that calls one. */
export function findWrapper(scripts: unknown): FoundWrapper | undefined {
  if (typeof scripts !== 'object' || scripts === null) return undefined;
  const texts = Object.values(scripts).filter((text) => typeof text === 'string');
  const [name] = texts.flatMap((text) => WRAPPED.exec(text)?.[1] ?? []);
  if (name === undefined || !isKnown(name)) return name === undefined ? undefined : { name };
  return { name, known: { name, maker: makers[name], isFallback: name === 'kcd-scripts' } };
}

function isKnown(name: string): name is JestWrapperName {
  return Object.hasOwn(makers, name);
}
