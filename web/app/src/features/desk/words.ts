import { catalogue } from '../../core/i18n';
import { vi } from './words.vi';

/** The words of the desk: what chair and secretary share and nobody else needs. */
export const d = catalogue(vi, async () => (await import('./words.en')).en);
