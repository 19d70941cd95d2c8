/** What a flag is, and how the common ones are made. */
import type { ConfigLayer } from '../../server/config/resolved-config.ts';
import type { ValueForm } from '../../server/config/setting-values.ts';
import { textSettings, type TextSettingName } from '../../server/config/text-settings.ts';
import type { CommandName, RunRequest } from './options-request.ts';

export interface Flag {
  /** Without dashes. */
  readonly name: string;
  readonly short?: string;
  readonly alias?: string;
  readonly group: FlagGroup;
  readonly description: string;
  /** What help calls the value; absent: the flag takes none, and `--no-name` turns it off. */
  readonly value?: {
    readonly label: string;
    readonly isOptional: boolean;
    readonly form: ValueForm;
  };
  readonly commands: readonly CommandName[];
  /**
   * The request with the flag in it; `undefined` when the value is wrong.
   * A flag without value is given `'true'` or `'false'`; an optional value that is left out is `''`.
   */
  readonly apply: (request: RunRequest, value: string) => RunRequest | undefined;
}

export const flagGroups = [
  'Which tests',
  'How they run',
  'Coverage',
  'Quarantine',
  'Output',
  'Project',
] as const;
export type FlagGroup = (typeof flagGroups)[number];

/** A flag that sets one key of the configuration from its text. */
export function settingFlag(
  name: string,
  about: {
    readonly setting: TextSettingName;
    readonly label: string;
    readonly description: string;
    readonly group?: FlagGroup;
  },
): Flag {
  return {
    name,
    group: about.group ?? 'How they run',
    description: about.description,
    commands: ['run', 'list', 'bisect', 'flaky'],
    value: { label: about.label, isOptional: false, form: textSettings[about.setting].form },
    apply: (request, text) => applySetting(request, about.setting, text),
  };
}

export function pathValue(label: string, example: string): NonNullable<Flag['value']> {
  return { label, isOptional: false, form: { expected: 'a path', example } };
}

export function applySetting(
  request: RunRequest,
  setting: TextSettingName,
  text: string,
): RunRequest | undefined {
  const read = textSettings[setting].read(text);
  return read && withSettings(request, read);
}

export function withSettings(request: RunRequest, settings: ConfigLayer): RunRequest {
  return { ...request, settings: { ...request.settings, ...settings } };
}
