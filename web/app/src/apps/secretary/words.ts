import { catalogue } from '../../core/i18n';
import { vi } from './words.vi';

/** The words of the secretary's desk alone. */
export const t = catalogue(vi, async () => (await import('./words.en')).en);
