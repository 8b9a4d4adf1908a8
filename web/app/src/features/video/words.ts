import { catalogue } from '../../core/i18n';
import { vi } from './words.vi';

/** The words of the conference. */
export const v = catalogue(vi, async () => (await import('./words.en')).en);
