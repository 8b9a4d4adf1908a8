import { useEffect, useState } from 'preact/hooks';
import { account, APIError, enter, here } from '../../core/session';
import { explain, t } from '../../locale';
import { Button } from '../../ui/button';
import { circleAlertIcon, refreshCwIcon } from '../../ui/icons';
import { EmptyState } from '../../ui/parts';
import { goInto } from './go';
import { w } from './words';

/** What may succeed when it is tried again in a moment. */
const passing: ReadonlySet<string> = new Set(['unreachable', 'busy', 'retry', 'closing', 'too_fast', 'too_many_attempts']);

/** A personal link was opened: it lets its owner in, or says plainly why it does not. */
export function Entering({ token }: { token: string }) {
  const [error, setError] = useState<APIError>();
  const [inside, setInside] = useState(false);
  const go = (): void => {
    setError(undefined);
    enter({ token })
      .then(({ goto }) => goInto(goto))
      .catch((failure: unknown) => {
        if (!(failure instanceof APIError)) return;
        setError(failure);
        // Somebody may have opened their own link a second time.
        account()
          .then(() => setInside(true))
          .catch(() => undefined);
      });
  };
  // oxlint-disable-next-line react/exhaustive-deps -- once; a link is good once
  useEffect(go, [token]);
  if (!error) {
    return <output class="home-waiting">{w('entering')}</output>;
  }
  return (
    <section class="card" role="alert">
      <h1 class="visually-hidden">{w('title_enter')}</h1>
      {inside && <p>{w('alreadyIn')}</p>}
      <EmptyState icon={circleAlertIcon} title={w('enterFailed')} hint={explain(error)}>
        <div class="home-ways">
          {passing.has(error.code) && (
            <Button kind="primary" icon={refreshCwIcon} onClick={go}>
              {t('retry')}
            </Button>
          )}
          <a class={`button ${inside ? 'primary' : ''}`} href={here('/')}>
            {inside ? w('toMeetings') : w('otherWay')}
          </a>
        </div>
      </EmptyState>
    </section>
  );
}
