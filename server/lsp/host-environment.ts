/** The environment of tests that an editor runs: the user's, without what the editor put there for itself. */

const OF_THE_EDITOR = /^(?:VSCODE_|ELECTRON_NO_|APPLICATION_INSIGHTS_)/;
/** Where it runs remotely, it is the browser too. */
const BROWSER_OF_THE_EDITOR = /[/\\]bin[/\\]helpers[/\\]browser\b/;

/** @param added by the user; `null` takes away */
export function hostEnvironment(
  env: NodeJS.ProcessEnv,
  added: Readonly<Record<string, string | null>>,
  isElectron = 'electron' in process.versions,
): NodeJS.ProcessEnv {
  const own = Object.entries(env).filter(
    ([name, text = '']) =>
      !OF_THE_EDITOR.test(name) &&
      !(name === 'BROWSER' && BROWSER_OF_THE_EDITOR.test(text)) &&
      // Electron is Node only as long as this says so.
      (name !== 'ELECTRON_RUN_AS_NODE' || isElectron),
  );
  const result: NodeJS.ProcessEnv = Object.fromEntries(own);
  for (const [name, text] of Object.entries(added)) result[name] = text ?? undefined;
  return result;
}
