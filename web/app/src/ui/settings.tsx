import type { ComponentChildren } from 'preact';
import { type Language, language, type TextSize, textSize, type Theme, theme } from '../core/prefs';
import { t } from '../locale';
import { Dialog } from './dialog';
import { Segments } from './field';
import { monitorIcon, moonIcon, sunIcon } from './icons';

/** What everybody sets to their eyes and tongue: appearance, text size, language. */
export function Preferences() {
  return (
    <>
      <Segments<Theme>
        label={t('theme')}
        value={theme.value}
        onChange={(key) => {
          theme.value = key;
        }}
        options={[
          { key: 'auto', title: t('theme_auto'), icon: monitorIcon },
          { key: 'light', title: t('theme_light'), icon: sunIcon },
          { key: 'dark', title: t('theme_dark'), icon: moonIcon },
        ]}
      />
      <Segments<TextSize>
        label={t('textSize')}
        value={textSize.value}
        onChange={(key) => {
          textSize.value = key;
        }}
        options={[
          { key: 'normal', title: `A  ${t('text_normal')}` },
          { key: 'large', title: `A+  ${t('text_large')}` },
          { key: 'larger', title: `A++  ${t('text_larger')}` },
        ]}
      />
      <Segments<Language>
        label={t('language')}
        value={language.value}
        onChange={(key) => {
          language.value = key;
        }}
        options={[
          { key: 'vi', title: t('language_vi') },
          { key: 'en', title: t('language_en') },
        ]}
      />
    </>
  );
}

/** The preferences as a dialog, with what else an app has to set below. */
export function SettingsDialog({ onClose, children }: { onClose: () => void; children?: ComponentChildren }) {
  return (
    <Dialog title={t('settings')} size="small" onClose={onClose}>
      <Preferences />
      {children}
    </Dialog>
  );
}
