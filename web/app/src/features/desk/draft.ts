import { useEffect, useState } from 'preact/hooks';
import { same } from '../../core/same';
import { base, meetingID } from '../../core/session';

/** What somebody has typed and not saved. It lives in the tab, so that a reload or a lost line takes nothing away. */
export interface Kept<T> {
  /** What was true when they began. */
  from: T;
  typed: T;
  /** It was sent and is durable; the hub's word of it may still be on its way. */
  saved?: boolean;
}

export interface Draft<T> {
  value: T;
  /** There is something to save. */
  dirty: boolean;
  /** Somebody else has changed it meanwhile. */
  overtaken: boolean;
  edit: (next: T) => void;
  /** It is saved: what the hub tells next is what is shown. */
  settle: () => void;
  /** Forgets what was typed. */
  drop: () => void;
}

/** What is shown, and how it stands to what is true. */
export function judge<T>(kept: Kept<T> | undefined, truth: T): Pick<Draft<T>, 'value' | 'dirty' | 'overtaken'> {
  if (!kept) return { value: truth, dirty: false, overtaken: false };
  const dirty = !kept.saved && !same(kept.typed, truth);
  return { value: kept.typed, dirty, overtaken: dirty && !same(kept.from, truth) };
}

/** What is still worth keeping once `truth` is told. */
export function outlived<T>(kept: Kept<T> | undefined, truth: T): boolean {
  if (!kept) return false;
  return same(kept.typed, truth) || (kept.saved === true && !same(kept.from, truth));
}

const keyOf = (name: string): string => `${base || '/'}|${meetingID}|draft|${name}`;

function read<T>(name: string): Kept<T> | undefined {
  try {
    const text = sessionStorage.getItem(keyOf(name));
    return text ? (JSON.parse(text) as Kept<T>) : undefined;
  } catch {
    return undefined;
  }
}

function write<T>(name: string, kept: Kept<T> | undefined): void {
  try {
    if (kept) sessionStorage.setItem(keyOf(name), JSON.stringify(kept));
    else sessionStorage.removeItem(keyOf(name));
  } catch {
    // it is kept as long as the page lives
  }
}

/** What is typed over a value of the meeting. The name tells drafts apart; a component keeps to one. */
export function useDraft<T>(name: string, truth: T): Draft<T> {
  const [kept, setKept] = useState(() => read<T>(name));
  const put = (next: Kept<T> | undefined): void => {
    write(name, next);
    setKept(next);
  };
  const over = outlived(kept, truth);
  useEffect(() => {
    if (over) put(undefined);
    // oxlint-disable-next-line react/exhaustive-deps -- only its being over matters
  }, [over]);
  return {
    ...judge(over ? undefined : kept, truth),
    edit: (typed) => put({ from: kept && !kept.saved ? kept.from : truth, typed }),
    settle: () => put(kept && { ...kept, saved: true }),
    drop: () => put(undefined),
  };
}
