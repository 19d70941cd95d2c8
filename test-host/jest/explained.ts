/**
 * What code of the project threw, with a code and what to do: its own message and stack stay, and whoever prints its
 * properties sees none of it.
 */
export function explained(
  thrown: unknown,
  { code, hint }: { readonly code: string; readonly hint: string },
): unknown {
  if (typeof thrown !== 'object' || thrown === null)
    return explained(new Error(String(thrown)), { code, hint });
  if ('hint' in thrown) return thrown;
  Reflect.defineProperty(thrown, 'ztestCode', { value: code });
  Reflect.defineProperty(thrown, 'hint', { value: hint });
  return thrown;
}
