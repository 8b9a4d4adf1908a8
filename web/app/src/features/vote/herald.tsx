import { useEffect } from 'preact/hooks';
import { announce } from '../../core/a11y';
import { now } from '../../core/clock';
import { t } from '../../locale';
import { circleAlertIcon } from '../../ui/icons';
import { Banner } from '../../ui/parts';
import { alarm, watchCheckpoints } from './alarm';
import { openBallot } from './cast';

/**
 * Says the last seconds to those who do not see them, keeps the signed heads of the log, and says so when the log does not
 * fit them any more. Stands once beside the sheet.
 */
export function BallotHerald() {
  const ballot = openBallot.value;
  const left = ballot?.closes ? Math.ceil((Date.parse(ballot.closes) - now.value) / 1000) : 0;
  const last = left === 10 || left === 30 ? left : 0;
  useEffect(() => {
    if (last > 0) announce(t('closesIn', `${last} s`), last === 10);
  }, [last]);
  useEffect(watchCheckpoints, []);
  return (
    <div role="alert">
      {alarm.value !== undefined && (
        <Banner kind="danger" icon={circleAlertIcon}>
          {t('logRewritten', alarm.value)}
        </Banner>
      )}
    </div>
  );
}
