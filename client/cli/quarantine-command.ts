/** `ztest quarantine`: who is in it, who goes in and out. Runs nothing; the file is written here alone, never by a run. */
import { execFileSync } from 'node:child_process';
import { historyChunk, quarantineChunk, RELEASE_AFTER, staticTests } from '../../server/engine.ts';
import type { FilePath, Problem, TestId } from '../../test-host/protocol.ts';
import { openOutput } from '../reporters/output-stream.ts';
import { createStyles, wantsColor } from '../reporters/text/styles.ts';
import { fail, type CommandContext } from './command-context.ts';
import { discoverTests } from './discover-tests.ts';
import { exitCodes } from './exit-codes.ts';
import { meant, findTests } from './find-test.ts';
import { titleOf } from './find-victim.ts';
import { needsOneTest, noTestNamed, notInQuarantine, testsOfThatName } from './messages.ts';
import { print } from './print.ts';
import {
  renderAdded,
  renderEntries,
  renderProposal,
  renderReleased,
  renderRemoved,
} from './quarantine-text.ts';

export async function changeQuarantine(context: CommandContext): Promise<number> {
  const { verb, releases } = context.request.quarantine;
  if (releases) return await release(context);
  switch (verb) {
    case 'list':
      return await listEntries(context);
    case 'add':
      return await add(context);
    case 'remove':
      return await remove(context);
    case 'propose':
      return await propose(context);
    default:
      return verb satisfies never;
  }
}

async function listEntries(context: CommandContext): Promise<number> {
  const { rootDir } = context.config;
  const chunk = quarantineChunk();
  const { entries, problems } = chunk.readQuarantine(rootDir);
  if (problems.length > 0) return fail(problems);
  const past = historyChunk().readTestsOf(
    rootDir,
    entries.map(({ id }) => id),
  );
  const now = Date.now();
  const listed = entries.map((entry) => ({
    ...entry,
    isExpired: chunk.isExpired(entry, now),
    history: past.value?.find(({ id }) => id === entry.id),
  }));
  return await answer(context, { tests: listed }, (styles) => renderEntries(listed, styles));
}

async function add(context: CommandContext): Promise<number> {
  const { config, request } = context;
  const { rootDir } = config;
  const id = await oneTest(context, 'add', async (name) => await findTests(context, name));
  if (typeof id !== 'string') return fail(id);
  const { quarantine } = request;
  const [past] = historyChunk().readTestsOf(rootDir, [id]).value ?? [];
  const { entries } = quarantineChunk().readQuarantine(rootDir);
  const known = entries.find((entry) => entry.id === id);
  const reason =
    quarantine.reason ??
    known?.reason ??
    (past?.health === 'flaky' ? quarantineChunk().reasonOf(past) : undefined);
  const owner = quarantine.owner ?? known?.owner ?? gitUser(rootDir);
  const added = quarantineChunk().addToQuarantine(
    rootDir,
    {
      id,
      ...(reason !== undefined && { reason }),
      ...(owner !== undefined && { owner }),
      ...(quarantine.expires !== undefined && { expires: quarantine.expires }),
    },
    Date.now(),
  );
  if (!('value' in added)) return fail(added.problems);
  return await answer(context, added.value, () => renderAdded(added.value, known !== undefined));
}

async function remove(context: CommandContext): Promise<number> {
  const { rootDir } = context.config;
  const { entries, problems } = quarantineChunk().readQuarantine(rootDir);
  if (problems.length > 0) return fail(problems);
  const ids = entries.map(({ id }) => id);
  const id = await oneTest(context, 'remove', async (name) => {
    const found = meant(ids, name);
    // A line of a file is only known where the test is.
    return found.length > 0
      ? found
      : (await findTests(context, name)).filter((one) => ids.includes(one));
  });
  if (typeof id !== 'string') return fail(id);
  const removed = quarantineChunk().removeFromQuarantine(rootDir, [id]);
  if (!('value' in removed)) return fail(removed.problems);
  return await answer(context, { removed: removed.value }, () => renderRemoved(removed.value));
}

async function propose(context: CommandContext): Promise<number> {
  const { config, request } = context;
  const chunk = quarantineChunk();
  const proposed = chunk.proposeQuarantine(config.rootDir, await proposalOptions(context));
  if (!('value' in proposed)) return fail(proposed.problems);
  const { quarantine } = request;
  if (quarantine.writes) {
    const owner = quarantine.owner ?? gitUser(config.rootDir);
    const { expires } = quarantine;
    for (const entry of proposed.value.add) {
      const about = {
        ...(owner !== undefined && { owner }),
        ...(expires !== undefined && { expires }),
      };
      const added = chunk.addToQuarantine(config.rootDir, { ...entry, ...about }, Date.now());
      if (!('value' in added)) return fail(added.problems);
    }
    const released = chunk.releaseFromQuarantine(config.rootDir, await proposalOptions(context));
    if (!('value' in released)) return fail(released.problems);
  }
  return await answer(context, proposed.value, (styles) =>
    renderProposal(proposed.value, { styles, isDone: quarantine.writes }),
  );
}

async function release(context: CommandContext): Promise<number> {
  const options = await proposalOptions(context);
  const released = quarantineChunk().releaseFromQuarantine(context.config.rootDir, options);
  if (!('value' in released)) return fail(released.problems);
  return await answer(context, released.value, () => renderReleased(released.value));
}

async function proposalOptions(context: CommandContext): Promise<{
  after: number;
  testsOf: (file: FilePath) => ReadonlySet<TestId> | undefined;
}> {
  using discovery = await discoverTests(context);
  const trees = new Map(discovery.trees().map(({ file, nodes }) => [file, nodes]));
  return {
    after: context.request.quarantine.after ?? RELEASE_AFTER,
    testsOf: (file) => staticTests(trees.get(file)),
  };
}

async function oneTest(
  { request }: CommandContext,
  verb: string,
  find: (name: string) => Promise<readonly TestId[]>,
): Promise<TestId | readonly Problem[]> {
  const [name, ...more] = request.filters;
  if (name === undefined || more.length > 0) return [needsOneTest(`quarantine ${verb}`)];
  const [id, ...others] = await find(name.text);
  if (id === undefined)
    return [verb === 'remove' ? notInQuarantine(name.text) : noTestNamed(name.text)];
  return others.length === 0 ? id : [testsOfThatName(name.text, [id, ...others].map(titleOf))];
}

/** @returns nothing where git knows nobody, or is not there */
function gitUser(cwd: string): string | undefined {
  try {
    const options = { cwd, encoding: 'utf8', stdio: 'pipe', timeout: 5_000 } as const;
    const name = execFileSync('git', ['config', 'user.name'], options).trim();
    return name === '' ? undefined : name;
  } catch {
    return undefined; // an entry may have no owner
  }
}

async function answer(
  { request }: CommandContext,
  value: object,
  render: (styles: ReturnType<typeof createStyles>) => string,
): Promise<number> {
  const { isTTY } = openOutput(1);
  const hasColor = request.color ?? wantsColor({ env: process.env, isTTY });
  await print(
    request.json
      ? `${JSON.stringify({ version: 1, ...value }, undefined, 2)}\n`
      : render(createStyles(hasColor)),
  );
  return exitCodes.passed;
}
