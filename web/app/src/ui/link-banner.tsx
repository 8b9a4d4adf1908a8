import { useEffect, useState } from 'preact/hooks';
import { time } from '../core/format';
import { link, stale } from '../core/meeting';
import { here, meetingID } from '../core/session';
import { explain, t } from '../locale';
import { circleAlertIcon, wifiOffIcon } from './icons';
import { Banner } from './parts';
import { toast } from './toast';

/** A line that was away for less than this is not worth a word. */
const unnoticed = 1_500;

/**
 * How the line to the hub stands, in three levels: nothing while it may come back in a moment; an amber banner with
 * the time since when; a short green word when it is back. It covers nothing.
 */
export function LinkBanner() {
  const { state, since, code } = link.value;
  const away = state === 'lost' || state === 'connecting';
  const [seen, setSeen] = useState<'lost' | 'connecting'>();

  useEffect(() => {
    if (!away) {
      if (seen === 'lost' && state === 'online') toast(t('backOnline'), { kind: 'ok', stay: 3_000 });
      setSeen(undefined);
      return undefined;
    }
    const timer = setTimeout(() => setSeen(state), unnoticed - (Date.now() - since));
    return () => clearTimeout(timer);
    // `seen` is only looked at when the line changes.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [away, state, since]);

  if (state === 'ended') return <Ended code={code ?? 'unexpected'} />;
  if (!away || !seen) return null;
  return (
    <Banner kind="warn" icon={wifiOffIcon}>
      {stale.value !== undefined
        ? t('staleSince', time(stale.value))
        : state === 'connecting'
          ? t('connecting')
          : t('lostSince', timeOfDevice(since))}
    </Banner>
  );
}

/** 14:35:10 by the device's clock, which is the one that the user sees beside it. */
const timeOfDevice = (when: number): string => new Date(when).toTimeString().slice(0, 8);

function Ended({ code }: { code: Parameters<typeof explain>[0]['code'] }) {
  const reload = code === 'outdated' || code === 'protocol' || code === 'too_many';
  return (
    <Banner
      kind="danger"
      icon={circleAlertIcon}
      actions={
        reload ? (
          <button type="button" class="button" onClick={() => location.reload()}>
            {t('reload')}
          </button>
        ) : (
          <a class="button" href={here(code === 'signed_out' ? `/?why=signed_out&next=/m/${meetingID}` : '/')}>
            {code === 'signed_out' ? t('signInAgain') : t('toMyMeetings')}
          </a>
        )
      }
    >
      {code === 'too_many' ? t('tooManyPlaces') : explain({ code })}
    </Banner>
  );
}
