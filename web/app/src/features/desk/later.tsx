import type { ComponentChild, ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { t } from '../../locale';
import { hourglassIcon } from '../../ui/icons';
import { EmptyState } from '../../ui/parts';

/** How long a part that did not come is waited for before it is asked for again. */
const again = 2_000;

const parts: (() => Promise<unknown>)[] = [];

/**
 * A component that is no part of the first load. It comes with its first use, or with `bringAll` once there is time;
 * a lost line is waited out. A quiet one takes no place until it is there.
 */
export function later<P extends object>(load: () => Promise<ComponentType<P>>, quiet = false): (props: P) => ComponentChild {
  let held: ComponentType<P> | undefined;
  const bring = async (): Promise<void> => {
    held ??= await load();
  };
  parts.push(bring);
  return function Later(props: P) {
    const [there, setThere] = useState(held !== undefined);
    useEffect(() => {
      if (there) return undefined;
      let timer: ReturnType<typeof setTimeout> | undefined;
      let over = false;
      const attempt = (): void => {
        bring().then(
          () => over || setThere(true),
          () => {
            if (!over) timer = setTimeout(attempt, again);
          },
        );
      };
      attempt();
      return () => {
        over = true;
        clearTimeout(timer);
      };
    }, [there]);
    const Part = held;
    if (!Part && quiet) return null;
    return Part ? <Part {...props} /> : <EmptyState icon={hourglassIcon} title={t('loading')} />;
  };
}

/** Brings every part a while after the start, so that none is missing when the line is. */
export function bringAll(after = 3_000): void {
  setTimeout(() => {
    for (const bring of parts) void bring().catch(() => undefined); // its first use asks again
  }, after);
}
