import { catalogue } from '../../core/i18n';
import { vi } from './words.vi';

/** The words of substitutes: loaded with their dialogs alone. */
export const s = catalogue(vi, async () => (await import('./words.en')).en);
