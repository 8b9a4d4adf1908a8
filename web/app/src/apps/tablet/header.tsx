import { useState } from 'preact/hooks';
import { meeting, myself } from '../../core/meeting';
import type { Phase } from '../../core/protocol.gen';
import { forgetSession } from '../../core/keep';
import { base, here, signOut } from '../../core/session';
import { t } from '../../locale';
import { TimeLeft } from '../../features/agenda/agenda';
import { currentItem, numberOf } from '../../features/agenda/items';
import { LeaveButton } from '../../features/attend/check-in';
import { openDocument } from '../../features/present/reader';
import { Button, IconButton } from '../../ui/button';
import { Confirm } from '../../ui/dialog';
import { aLargeSmallIcon, logOutIcon } from '../../ui/icons';
import { Pill } from '../../ui/parts';
import { SettingsDialog } from '../../ui/settings';
import { Clock } from '../../ui/timer';
import { view } from './view';

const kinds: Record<Phase, 'ok' | 'warn' | 'neutral'> = {
  draft: 'neutral',
  scheduled: 'neutral',
  check_in: 'warn',
  in_session: 'ok',
  paused: 'warn',
  closed: 'neutral',
};

/** What is being dealt with, how the meeting stands, and what time it is. */
export function Header() {
  const [setting, setSetting] = useState(false);
  const now = meeting.value;
  return (
    <header class="header">
      <div class="header-text">
        <Titles />
      </div>
      {now && <Pill kind={kinds[now.phase]}>{t(`phase_${now.phase}`)}</Pill>}
      <span class="header-clock">
        <Clock />
      </span>
      <IconButton icon={aLargeSmallIcon} label={t('settings')} kind="ghost" onClick={() => setSetting(true)} />
      {setting && (
        <SettingsDialog onClose={() => setSetting(false)}>
          <Own />
        </SettingsDialog>
      )}
    </header>
  );
}

function Titles() {
  const now = meeting.value;
  const item = currentItem();
  const document = view.value === 'reader' ? openDocument.value : undefined;
  if (!item) {
    return (
      <>
        <h1>{now?.title ?? t('meeting')}</h1>
        <p>{document?.title ?? now?.body}</p>
      </>
    );
  }
  return (
    <>
      <h1>
        {numberOf(item.id)}. {item.title}
      </h1>
      <p>
        {document?.title ?? (item.presenter ? t('presentedBy', item.presenter) : now?.title)}
        <TimeLeft item={item} />
      </p>
    </>
  );
}

async function out(): Promise<void> {
  await signOut().catch(() => undefined); // the device forgets all the same
  await forgetSession(base);
  location.assign(here('/'));
}

/** What belongs to the person at the device: who they are, leaving, signing out. */
function Own() {
  const [asking, setAsking] = useState(false);
  const mine = myself.value;
  return (
    <div class="own">
      {mine && (
        <p>
          <strong>{mine.name}</strong>
          <br />
          <span class="soft">{[t(`role_${mine.role}`), mine.title, mine.unit].filter(Boolean).join(' · ')}</span>
        </p>
      )}
      <div class="own-actions">
        <LeaveButton />
        <a class="button" href={here('/')}>
          {t('toMyMeetings')}
        </a>
        <Button icon={logOutIcon} onClick={() => setAsking(true)}>
          {t('signOut')}
        </Button>
      </div>
      {asking && (
        <Confirm
          title={t('signOutTitle')}
          text={t('signOutText')}
          verb={t('signOut')}
          danger
          onConfirm={out}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}
