import { catalogue } from '../../core/i18n';
import { vi } from './words.vi';

/** The words of the set-up app. */
export const w = catalogue(vi, async () => (await import('./words.en')).en);
