import { catalogue } from '../../core/i18n';
import { vi } from './words.vi';

/** The words of the home app. */
export const w = catalogue(vi, async () => (await import('./words.en')).en);
