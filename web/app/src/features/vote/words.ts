import { catalogue } from '../../core/i18n';
import { vi } from './words.vi';

/** The words of voting. */
export const b = catalogue(vi, async () => (await import('./words.en')).en);
