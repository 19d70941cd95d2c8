/** The tables of the history, as a list of steps: a database of an older version is taken through those that it lacks. */

export const MIGRATIONS: readonly string[] = [
  `
  create table runs (
    id integer primary key,
    at integer not null,
    duration integer not null,
    outcome text not null,
    -- How much of the project was selected: 'all', 'files', or 'tests' of files.
    scope text not null,
    commit_hash text,
    branch text,
    is_dirty integer,
    machine text not null,
    node text not null,
    config text not null,
    seed integer not null,
    is_shuffled integer not null,
    passed integer not null,
    failed integer not null,
    skipped integer not null,
    flaky integer not null,
    is_condensed integer not null default 0
  );
  create table files (id integer primary key, path text not null unique);
  create table tests (
    id integer primary key,
    file integer not null,
    -- The part of the id behind the file.
    name text not null,
    unique (file, name)
  );
  create table results (
    run integer not null,
    test integer not null,
    outcome integer not null,
    -- Microseconds.
    duration integer not null,
    attempts integer not null,
    reason text,
    error integer,
    primary key (run, test)
  ) without rowid;
  -- What did not simply pass is rare, and asked for most.
  create index troubles on results (run, test) where outcome in (1, 3) or attempts > 1;
  create table errors (
    id integer primary key,
    fingerprint text not null unique,
    message text not null,
    place text
  );
  -- A row where the hash is another than before; no hash: it was not known.
  create table closures (
    file integer not null,
    run integer not null,
    hash text,
    -- Without what was read.
    modules text,
    primary key (file, run)
  ) without rowid;
  -- Files and variables that a run of these modules has read. One that fails early reads fewer.
  create table inputs (file integer not null, name text not null, primary key (file, name)) without rowid;
  -- Passes of old runs, by test and hundreds of runs.
  create table passes (
    test integer not null,
    period integer not null,
    count integer not null,
    duration integer not null,
    primary key (test, period)
  ) without rowid;
  `,
  `
  -- 'command', or 'editor': the runs of a sitting there are one, see sitting.ts.
  alter table runs add column source text not null default 'command';
  alter table runs add column times integer not null default 1;
  -- How often in this run, each time with this outcome.
  alter table results add column times integer not null default 1;
  -- What was found when somebody asked why a test is flaky: names of causes, a list in JSON.
  create table diagnoses (test integer primary key, run integer not null, causes text not null);
  `,
  `
  -- What all tests together have run: covered/total of statements, branches, functions and lines.
  alter table runs add column coverage text;
  `,
  // Files and ids of tests that are called otherwise now: what is written down elsewhere follows.
  'create table renames (before text primary key, now text not null) without rowid;',
  `
  -- Files that passed, by a hash of all that their outcome depends on, see cached-files.ts. JSON: what they have read, and what
  -- there is to report of them.
  create table cached (file integer primary key, key text not null, names text not null, data text not null);
  `,
];

/** As they stand in the column; the order must stay. */
export const OUTCOMES = ['passed', 'failed', 'skipped', 'errored'] as const;
