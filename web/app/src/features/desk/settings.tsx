import { useState } from 'preact/hooks';
import { forgetSession } from '../../core/keep';
import { myself } from '../../core/meeting';
import { base, here, signOut } from '../../core/session';
import { t } from '../../locale';
import { Button, IconButton } from '../../ui/button';
import { Confirm } from '../../ui/dialog';
import { logOutIcon, settingsIcon } from '../../ui/icons';
import { SettingsDialog } from '../../ui/settings';

/** Appearance, text size and language; who is at the device; signing out. */
export function SettingsButton() {
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton icon={settingsIcon} label={t('settings')} kind="ghost" onClick={() => setOpen(true)} />
      {open && (
        <SettingsDialog onClose={() => setOpen(false)}>
          <Own />
        </SettingsDialog>
      )}
    </>
  );
}

async function out(): Promise<void> {
  await signOut().catch(() => undefined); // the device forgets all the same
  await forgetSession(base);
  sessionStorage.clear();
  location.assign(here('/'));
}

function Own() {
  const [asking, setAsking] = useState(false);
  const mine = myself.value;
  return (
    <div class="desk-stack">
      {mine && (
        <p>
          <strong>{mine.name}</strong>
          <br />
          <span class="soft">{[t(`role_${mine.role}`), mine.title, mine.unit].filter(Boolean).join(' · ')}</span>
        </p>
      )}
      <div class="desk-buttons">
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
