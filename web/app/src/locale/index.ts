import type { Code } from '../core/codes';
import { catalogue } from '../core/i18n';
import { errorsVi } from './errors.vi';
import { vi } from './vi';

/** The words that every app shares. */
export const t = catalogue(vi, async () => (await import('./en')).en);

// Pure: an app that never explains a refusal does not carry the words for it.
const reason = /* @__PURE__ */ catalogue(errorsVi, async () => (await import('./errors.en')).errorsEn);

/** Why something did not happen, in words. `incident` finds a fault in the server's log. */
export function explain({ code, incident }: { code: Code; incident?: string | undefined }): string {
  const text = code in errorsVi ? reason(code) : t('unknownError', code); // a newer server may know more codes
  return incident ? `${text} ${t('incident', incident)}` : text;
}
