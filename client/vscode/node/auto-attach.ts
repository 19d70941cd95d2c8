/**
 * js-debug attaches to whatever starts in its terminals, by a script that each Node has to load. An editor that was started in
 * such a terminal hands it on; without its debugger the script does nothing, or is not there any more.
 */

const BOOTLOADER =
  /(?:--require|-r)[= ](?:"[^"]*js-debug[^"]*bootloader[^"]*"|[^"\s]*js-debug\S*bootloader\S*)/g;

/** What a process that inherits an environment has to have instead; `undefined`: not there. */
export function withoutAutoAttach({ NODE_OPTIONS: options }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const rest = options?.replaceAll(BOOTLOADER, ' ').replaceAll(/\s+/g, ' ').trim();
  return { NODE_OPTIONS: rest === '' ? undefined : rest, VSCODE_INSPECTOR_OPTIONS: undefined };
}
