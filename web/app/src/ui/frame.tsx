import './frame.css';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { here } from '../core/session';
import { followTitle } from '../core/title';
import { t } from '../locale';
import { IconButton } from './button';
import { aLargeSmallIcon } from './icons';
import { SettingsDialog } from './settings';

/** The page around what is not a meeting: whose it is, and the preferences. */
export function Frame({ title, children }: { title: string; children: ComponentChildren }) {
  const [setting, setSetting] = useState(false);
  useEffect(() => followTitle(() => `${title} – ${t('product')}`), [title]);
  return (
    <div class="frame">
      <a class="skip" href="#main">
        {t('skipToContent')}
      </a>
      <header class="frame-header">
        <a class="frame-brand" aria-label={t('product')} href={here('/')}>
          <img src="/favicon.svg" alt="" width={36} height={36} />
          <span>
            <strong>{t('product')}</strong>
            <span class="frame-motto">{t('motto')}</span>
          </span>
        </a>
        <IconButton icon={aLargeSmallIcon} label={t('settings')} kind="ghost" onClick={() => setSetting(true)} />
      </header>
      <main id="main" class="frame-main" tabIndex={-1}>
        {children}
      </main>
      {setting && <SettingsDialog onClose={() => setSetting(false)} />}
    </div>
  );
}
