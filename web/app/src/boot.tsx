import './ui/fonts.css';
import './ui/tokens.css';
import './ui/base.css';
import './ui/controls.css';
import './ui/overlays.css';
import { type ComponentChild, render } from 'preact';
import { prepareAnnouncer } from './core/a11y';
import { followLanguage } from './core/i18n';
import { applyPreferences } from './core/prefs';
import { Toasts } from './ui/toast';

/** Starts one app in the page's only element. Each entry of apps.json calls it once. */
export function boot(app: ComponentChild): void {
  const root = document.getElementById('app');
  if (!root) throw new Error('the page has no element with id "app"');
  applyPreferences();
  prepareAnnouncer();
  void followLanguage().then(() =>
    render(
      <>
        {app}
        <Toasts />
      </>,
      root,
    ),
  );
}
