import type { Code } from '../../core/codes';
import { explain } from '../../locale';
import { t } from './words';

/** What is to be done about a paper, where more is to be said than the reason itself says. */
const advised = {
  not_pdf: 'advice_export',
  document_not_pdf: 'advice_export',
  media_type: 'advice_export',
  encrypted: 'advice_password',
  damaged: 'advice_export',
  empty: 'advice_export',
  crashed: 'advice_print',
  quarantined: 'advice_print',
  timeout: 'advice_print',
  too_heavy: 'advice_print',
  page_size: 'advice_size',
  too_large: 'advice_split',
  document_too_large: 'advice_split',
  too_many_pages: 'advice_split',
  upload_cut_off: 'advice_again',
  unreachable: 'advice_line',
  aborted: 'advice_again',
  busy: 'advice_again',
  disk_full: 'advice_admin',
} as const;

/** Why a paper is not there, and what to do, in words. */
export function reasonWords(code: Code | undefined, incident?: string): { what: string; advice: string } {
  if (!code) return { what: explain({ code: 'unexpected', incident }), advice: '' };
  const key = (advised as Partial<Record<string, (typeof advised)[keyof typeof advised]>>)[code];
  return { what: explain({ code, incident }), advice: key ? t(key) : '' };
}
