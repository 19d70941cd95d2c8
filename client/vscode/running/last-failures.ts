/** Each item's last failure, as text for whoever copies it. */
import type * as vscode from 'vscode';

const failures = new WeakMap<vscode.TestItem, readonly vscode.TestMessage[]>();

export function setFailure(item: vscode.TestItem, messages: readonly vscode.TestMessage[]): void {
  failures.set(item, messages);
}

/** @returns whether there was one */
export function clearFailure(item: vscode.TestItem): boolean {
  return failures.delete(item);
}

export function failureOf(item: vscode.TestItem): string | undefined {
  const messages = failures.get(item);
  return messages && [titleOf(item), ...messages.map(textOf)].join('\n\n');
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
