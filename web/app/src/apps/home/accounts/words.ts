import { catalogue } from '../../../core/i18n';
import { vi } from './words.vi';

/** The words of the accounts page: loaded with it alone. */
export const a = catalogue(vi, async () => (await import('./words.en')).en);
