/** Links in the hover of a test, to commands that the client carries out. */
import type { TestHistory } from '../history/test-history.ts';
import * as protocol from '../protocol.ts';
import type { ClientAbilities } from './capabilities.ts';

const LINKS = [
  { title: 'Repeat until failure', command: protocol.repeatUntilFailure, isForTrouble: false },
  { title: 'Diagnose', command: protocol.diagnoseTest, isForTrouble: true },
  { title: 'Find polluters', command: protocol.findPolluters, isForTrouble: true },
] as const;

/** @param root uri of the folder */
export function linksTo(client: ClientAbilities, root: string): (test: TestHistory) => string {
  return ({ id, health }) => {
    const args = encodeURIComponent(JSON.stringify([{ root, id }]));
    return LINKS.filter(({ isForTrouble }) => !isForTrouble || health !== 'healthy')
      .filter(({ command }) => client.isTrusted && client.carriesOut(command))
      .map(({ title, command }) => `[${title}](command:${command}?${args})`)
      .join(' · ');
  };
}
