/** Each item's last failure: as text for whoever copies it, and whether its own line tells it. */
import type * as vscode from 'vscode';

interface Failure {
  readonly messages: readonly vscode.TestMessage[];
  readonly isAtItem: boolean;
}

const failures = new WeakMap<vscode.TestItem, Failure>();

export function setFailure(item: vscode.TestItem, messages: readonly vscode.TestMessage[]): void {
  const isAtItem = messages.some(
    ({ location }) =>
      location === undefined ||
      (location.uri.toString() === item.uri?.toString() &&
        location.range.start.line === item.range?.start.line),
  );
  failures.set(item, { messages, isAtItem });
}

/** Whether the editor shows a message at the end of the line where the item begins. */
export function isFailureAtItem(item: vscode.TestItem): boolean {
  return failures.get(item)?.isAtItem === true;
}

/** @returns whether there was one */
export function clearFailure(item: vscode.TestItem): boolean {
  return failures.delete(item);
}

export function failureOf(item: vscode.TestItem): string | undefined {
  const failure = failures.get(item);
  return failure && [titleOf(item), ...failure.messages.map(textOf)].join('\n\n');
}

function titleOf(item: vscode.TestItem): string {
  const titles: string[] = [];
  for (let at: vscode.TestItem | undefined = item; at; at = at.parent) titles.unshift(at.label);
  return titles.join(' > ');
}

function textOf({ message, stackTrace = [] }: vscode.TestMessage): string {
  const text = typeof message === 'string' ? message : message.value;
  const frames = stackTrace.map(({ label, uri, position }) => {
    const place = `${uri?.fsPath ?? ''}:${(position?.line ?? 0) + 1}:${(position?.character ?? 0) + 1}`;
    return `    at ${label === '' ? place : `${label} (${place})`}`;
  });
  return [text, ...frames].join('\n');
}
