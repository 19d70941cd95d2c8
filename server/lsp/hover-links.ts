/** Links in the hover of a test, to commands that the client carries out. */
import type { TestHistory } from '../history/test-history.ts';
import * as protocol from '../protocol.ts';
import type { ClientAbilities } from './capabilities.ts';

interface Link {
  readonly title: string;
  readonly command: string;
}

export interface LinkedTest extends Pick<TestHistory, 'id' | 'health'> {
  readonly isQuarantined: boolean;
}

/** @param root uri of the folder */
export function linksTo(client: ClientAbilities, root: string): (test: LinkedTest) => string {
  return (test) => {
    const args = encodeURIComponent(JSON.stringify([{ root, id: test.id }]));
    return linksFor(test)
      .filter(({ command }) => client.isTrusted && client.carriesOut(command))
      .map(({ title, command }) => `[${title}](command:${command}?${args})`)
      .join(' · ');
  };
}

function linksFor({ health, isQuarantined }: LinkedTest): readonly Link[] {
  const isInTrouble = health !== 'healthy';
  return [
    { title: 'Repeat until failure', command: protocol.repeatUntilFailure },
    ...(isInTrouble
      ? [
          { title: 'Diagnose', command: protocol.diagnoseTest },
          { title: 'Find polluters', command: protocol.findPolluters },
        ]
      : []),
    ...(isQuarantined
      ? [{ title: 'Remove from quarantine', command: protocol.removeFromQuarantineCommand }]
      : isInTrouble
        ? [{ title: 'Quarantine', command: protocol.quarantineTest }]
        : []),
  ];
}
