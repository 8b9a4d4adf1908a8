import './ui/fonts.css';
import './ui/base.css';
import { type ComponentChild, render } from 'preact';

/** Starts one app in the page's only element. Each entry of apps.json calls it once. */
export function boot(app: ComponentChild): void {
  const root = document.getElementById('app');
  if (!root) throw new Error('the page has no element with id "app"');
  render(app, root);
}
