/** The environment of tests that an editor runs: that of the user, without what the editor put there for itself. */

const OF_THE_EDITOR = /^(?:VSCODE_|ELECTRON_NO_|APPLICATION_INSIGHTS_)/;

export function hostEnvironment(
  env: NodeJS.ProcessEnv,
  isElectron = 'electron' in process.versions,
): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !OF_THE_EDITOR.test(name) &&
        // Electron is Node only as long as this says so.
        (name !== 'ELECTRON_RUN_AS_NODE' || isElectron),
    ),
  );
}
