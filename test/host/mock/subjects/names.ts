export function formatName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export const LIMIT = 3;

export const frozen = Object.freeze({ run: () => 'real' });
