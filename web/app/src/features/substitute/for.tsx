import { useState } from 'preact/hooks';
import { can, meeting, store } from '../../core/meeting';
import type { PersonValue } from '../../core/protocol.gen';
import { offlineReason } from '../../ui/act';
import { Button } from '../../ui/button';
import { usersIcon } from '../../ui/icons';
import { ProposeDialog } from './propose';
import { replaceable } from './state';
import { s } from './words';

/** Asks, on somebody's behalf, to send another in their place. */
export function SubstituteButton({ one }: { one: PersonValue }) {
  const [asking, setAsking] = useState(false);
  if (!can('substitution.decide') || meeting.value?.phase === 'closed' || !replaceable(one, store.all('substitution'))) return null;
  return (
    <>
      <Button wide icon={usersIcon} why={offlineReason()} onClick={() => setAsking(true)}>
        {s('substituteFor')}
      </Button>
      {asking && <ProposeDialog principal={one.id} onClose={() => setAsking(false)} />}
    </>
  );
}
