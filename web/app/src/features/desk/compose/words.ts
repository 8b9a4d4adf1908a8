import { catalogue } from '../../../core/i18n';
import { vi } from './words.vi';

/** The words of writing a question; they come with it, when it is needed. */
export const c = catalogue(vi, async () => (await import('./words.en')).en);
