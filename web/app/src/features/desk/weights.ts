import { number } from '../../core/format';

/** The weight of one head. */
export const head = 1_000_000;

/** The heaviest vote, as the server. */
export const heaviest = 1_000_000_000 * head;

/** A typed weight in micro-units: 1, 1,5, 2.25, 12 500; undefined for what is none. At most six digits after the comma. */
export function microOf(text: string): number | undefined {
  const parts = /^(\d{1,10})(?:[.,](\d{1,6}))?$/.exec(text.replaceAll(/[\s\u00a0]/g, ''));
  if (!parts) return undefined;
  const micro = Number(parts[1]) * head + Number((parts[2] ?? '').padEnd(6, '0'));
  return micro <= heaviest ? micro : undefined;
}

/** A weight as a field shows it: 1,5. */
export function weightField(micro: number): string {
  const rest = String(micro % head).padStart(6, '0').replace(/0+$/, '');
  return `${Math.floor(micro / head)}${rest ? `,${rest}` : ''}`;
}

/** A weight as it is read: 12.500 or 1,5. */
export const weightWords = (micro: number): string => number(micro / head, 6);
