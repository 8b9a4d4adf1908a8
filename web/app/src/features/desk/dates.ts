// Dates and times as they are typed in Vietnam, 24/9/2026 and 8:00, whatever the browser's own fields look like.
// Meetings are held in Vietnam, whose clocks are seven hours ahead all year, whatever the device thinks of its zone.

const ahead = 7 * 3_600_000;
const two = (n: number): string => String(n).padStart(2, '0');

/** A typed day as YYYY-MM-DD: 24/9/2026, 24-09-26, 24.9.2026. Undefined for what is no day. */
export function dayOf(text: string): string | undefined {
  const parts = /^\s*(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})\s*$/.exec(text);
  if (!parts) return undefined;
  const [day, month] = [Number(parts[1]), Number(parts[2])];
  const year = Number(parts[3]) + (parts[3]?.length === 2 ? 2000 : 0);
  const made = new Date(Date.UTC(year, month - 1, day));
  const real = made.getUTCFullYear() === year && made.getUTCMonth() === month - 1 && made.getUTCDate() === day;
  return real ? `${year}-${two(month)}-${two(day)}` : undefined;
}

/** A typed time as HH:MM: 8:00, 8h30, 8h, 0830, 8. Undefined for what is no time. */
export function clockOf(text: string): string | undefined {
  const parts = /^\s*(\d{1,2})\s*(?:[:.hg]\s*(\d{2})?\s*'?)?\s*$/i.exec(text) ?? /^\s*(\d{2})(\d{2})\s*$/.exec(text);
  if (!parts) return undefined;
  const [hours, minutes] = [Number(parts[1]), Number(parts[2] ?? 0)];
  return hours < 24 && minutes < 60 ? `${two(hours)}:${two(minutes)}` : undefined;
}

/** 24/09/2026 from YYYY-MM-DD, as a field shows it; empty for what is no day. */
export function dayField(day: string | undefined): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day ?? '');
  return parts ? `${parts[3]}/${parts[2]}/${parts[1]}` : '';
}

/** Day and time of a moment in Vietnam, as fields show them; empty for what is no moment. */
export function fieldsOfMoment(moment: string | undefined): { day: string; clock: string } {
  const at = Date.parse(moment ?? '');
  if (Number.isNaN(at)) return { day: '', clock: '' };
  const there = new Date(at + ahead).toISOString();
  return { day: dayField(there.slice(0, 10)), clock: there.slice(11, 16) };
}

/** The moment that a typed day and time mean, in UTC; undefined when they mean none. */
export function momentOf(dayText: string, clockText: string): string | undefined {
  const day = dayOf(dayText);
  const clock = clockOf(clockText);
  if (!day || !clock) return undefined;
  const at = Date.parse(`${day}T${clock}:00+07:00`);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}
