/** What was found, in words. */
import type { CauseName } from './causes.ts';

export const CAUSE_TITLES: Readonly<Record<CauseName, string>> = {
  always: 'It always fails',
  order: 'Depends on the order',
  random: 'Depends on random numbers',
  time: 'Depends on the time, date or time zone',
  network: 'Depends on the network',
  port: 'Depends on a port',
  state: 'Leaves state behind',
  timeout: 'Is near its time limit',
  load: 'Depends on the speed of the machine',
  unknown: 'Fails now and then',
};

export const NEVER_FAILED =
  'alone, in its file, in random orders, with other clocks, time zones and random numbers, without network, with slow timers, while the machine was busy, after all other files';

/** Behind a list of polluters. */
export const SHARED_STATE =
  'Alone it passes. They share something that one of them changes: a variable of a module, a global, a file, a database.';

/** Behind a list of tests that set something up for it. */
export const MISSING_SETUP =
  'One of them sets up what it needs: it should do that itself, or in a hook.';
