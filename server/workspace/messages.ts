/** What is wrong with files as a whole. */
import type { Problem } from '../../test-host/protocol.ts';

export function noMoreWatches(folders: number): Problem {
  return {
    code: 'ZT1050',
    severity: 'warning',
    message: `The system watches no more than ${folders} folders for us: changes in the others are not noticed.`,
    hint: 'On Linux raise the limit: sudo sysctl fs.inotify.max_user_watches=524288. What need not be watched belongs into .gitignore.',
  };
}
