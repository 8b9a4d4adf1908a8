import type { Option } from '../../core/protocol.gen';
import { t } from '../../locale';

const usual = ['yes', 'no', 'abstain'] as const;

/** What an option is called: as it was written, or in the words of the language. */
export function optionTitle({ id, title }: Option): string {
  const known = usual.find((one) => one === id);
  return title || (known ? t(`choice_${known}`) : id);
}
