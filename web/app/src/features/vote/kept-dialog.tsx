import { useEffect, useState } from 'preact/hooks';
import { api, here, meetingID } from '../../core/session';
import { t } from '../../locale';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { circleAlertIcon, circleCheckIcon, circleIcon, Icon } from '../../ui/icons';
import { allKept, type Kept, proved } from './kept';
import { b } from './words';

interface Key {
  verifier: string;
  fingerprint: string;
}

/** What this device has kept of the log of votes, and whether the server's log still fits it. */
export function KeptDialog({ ballot, onClose }: { ballot: string; onClose: () => void }) {
  const [kept, setKept] = useState<readonly Kept[]>([]);
  const [key, setKey] = useState<Key>();
  const [fits, setFits] = useState<ReadonlyMap<string, boolean | undefined>>(new Map());
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    void allKept().then(setKept);
    api<Key>('GET', '/api/notary').then(setKey, () => undefined);
  }, []);
  const compare = async (): Promise<void> => {
    setBusy(true);
    for (const one of kept) {
      const good = await proved(one);
      setFits((before) => new Map(before).set(one.note, good));
    }
    setBusy(false);
  };
  return (
    <Dialog
      title={b('keptTitle')}
      onClose={onClose}
      actions={
        <>
          <a class="button large" href={here(`/api/meetings/${meetingID}/ballots/${ballot}/checkpoint.txt`)} download>
            {b('keptDownload')}
          </a>
          <Button size="large" kind="primary" busy={busy} why={kept.length > 0 ? undefined : b('keptNone')} onClick={() => void compare()}>
            {b('keptCompare')}
          </Button>
          <Button size="large" onClick={onClose}>
            {t('close')}
          </Button>
        </>
      }
    >
      <p>{b('keptWhy')}</p>
      {key && (
        <dl class="kept-key">
          <dt>{b('keptKey')}</dt>
          <dd>
            <code>{key.verifier}</code>
          </dd>
          <dt>{b('keptFingerprint')}</dt>
          <dd>
            <code>{key.fingerprint}</code>
          </dd>
        </dl>
      )}
      <ul class="kept" aria-live="polite">
        {kept.map((one) => (
          <li key={one.note}>
            <Verdict asked={fits.has(one.note)} good={fits.get(one.note)} /> {b('keptSize', one.size)} <code>{one.root}</code>
          </li>
        ))}
      </ul>
      {kept.length > 0 && (
        <p>
          <a class="button" download={`diem-chot-${meetingID}.txt`} href={`data:text/plain;charset=utf-8,${encodeURIComponent(kept.map(({ note }) => note).join('\n'))}`}>
            {b('keptAll')}
          </a>
        </p>
      )}
    </Dialog>
  );
}

function Verdict({ asked, good }: { asked: boolean; good: boolean | undefined }) {
  if (!asked) return <Icon of={circleIcon} />;
  const word = good === undefined ? b('keptUnknown') : good ? b('keptFits') : b('keptDiffers');
  return (
    <strong class={good === false ? 'field-error' : ''}>
      <Icon of={good ? circleCheckIcon : good === false ? circleAlertIcon : circleIcon} /> {word}
    </strong>
  );
}
