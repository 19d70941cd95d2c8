/** Whether two types are the same, not only assignable to each other. */
type Same<A, B> =
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** `same<A, B>(true)` compiles only when the two types are the same. */
export function same<A, B>(_isSame: Same<A, B>): void {}
