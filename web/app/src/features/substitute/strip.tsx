import '../attend/attend.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { meeting, store } from '../../core/meeting';
import { Button } from '../../ui/button';
import { Icon, usersIcon } from '../../ui/icons';
import { toast } from '../../ui/toast';
import { nameOf } from '../people/names';
import { SubstituteBoard } from './board';
import { s } from './words';

/** What waits for a decision, in one line of the desk; and the news that somebody came whose substitute is here. */
export function SubstituteStrip() {
  const [open, setOpen] = useState(false);
  useArrivals();
  const waiting = store.all('substitution').filter(({ state }) => state === 'proposed').length;
  const close = (): void => setOpen(false);
  if (open) return <SubstituteBoard onClose={close} />;
  if (waiting === 0 || meeting.value?.phase === 'closed') return null;
  return (
    <div class="strip">
      <Icon of={usersIcon} />
      <span class="strip-text">{s('substitutesWait', waiting)}</span>
      <Button onClick={() => setOpen(true)}>{s('substitutesSee')}</Button>
    </div>
  );
}

/** The list of substitutes, behind a button. */
export function SubstitutesButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button icon={usersIcon} onClick={() => setOpen(true)}>
        {s('substitutes')}
      </Button>
      {open && <SubstituteBoard onClose={() => setOpen(false)} />}
    </>
  );
}

/** Says once that a principal has come after all, and what their substitute is now. */
function useArrivals(): void {
  const known = useRef<Set<string> | undefined>(undefined);
  const over = store.all('substitution').filter(({ ended, decided_at }) => ended && decided_at);
  const key = over.map(({ id }) => id).join(' ');
  useEffect(() => {
    const told = known.current;
    known.current = new Set(over.map(({ id }) => id));
    if (!told || !meeting.peek()) return;
    for (const one of over) {
      if (!told.has(one.id)) toast(s('principalCame', nameOf(one.principal), one.sent.name), { kind: 'warn', stay: 12_000 });
    }
    // oxlint-disable-next-line react/exhaustive-deps -- the ids say it
  }, [key]);
}
