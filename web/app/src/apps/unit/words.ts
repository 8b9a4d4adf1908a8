import { catalogue } from '../../core/i18n';
import { vi } from './words.vi';

/** The words of a remote unit. */
export const u = catalogue(vi, async () => (await import('./words.en')).en);
