import { catalogue } from '../../core/i18n';
import { vi } from './words.vi';

/** The words of the big screen. */
export const w = catalogue(vi, async () => (await import('./words.en')).en);
