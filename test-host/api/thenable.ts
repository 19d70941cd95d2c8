/** Whether something can be awaited; `false` also for what throws when it is asked. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  try {
    return 'then' in value && typeof value.then === 'function';
  } catch {
    return false; // a hostile getter or proxy is no promise
  }
}
