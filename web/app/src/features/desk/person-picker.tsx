import { useState } from 'preact/hooks';
import { byGivenName, matches } from '../../core/format';
import { store } from '../../core/meeting';
import type { PersonValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextField } from '../../ui/field';
import { searchIcon } from '../../ui/icons';
import { Avatar, EmptyState, Row } from '../../ui/parts';
import { placeOf } from '../people/names';

interface PickerProps {
  title: string;
  hint: string;
  /** Who can be picked at all. */
  fits: (one: PersonValue) => boolean;
  /** Why somebody cannot be picked now. */
  why: (one: PersonValue) => string | undefined;
  verb: string;
  onPick: (one: PersonValue) => Promise<void>;
  onClose: () => void;
}

/** Chooses one person; those who can be chosen stand first. */
export function PersonPicker({ title, hint, fits, why, verb, onPick, onClose }: PickerProps) {
  const [query, setQuery] = useState('');
  const [picked, setPicked] = useState<string>();
  const found = store
    .all('person')
    .filter((one) => fits(one) && matches(`${one.name} ${placeOf(one)}`, query))
    .toSorted((a, b) => Number(Boolean(why(a))) - Number(Boolean(why(b))) || byGivenName(a.name, b.name));
  const pick = async (one: PersonValue): Promise<void> => {
    setPicked(one.id);
    await onPick(one);
    setPicked(undefined);
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p class="soft">{hint}</p>
      <TextField label={t('findPerson')} type="search" value={query} onInput={setQuery} />
      {found.length === 0 && <EmptyState icon={searchIcon} title={t('nobodyFound')} />}
      <ul class="list">
        {found.map((one) => (
          <Row
            key={one.id}
            start={<Avatar name={one.name} kind={one.role === 'chair' ? 'chair' : 'plain'} />}
            title={one.name}
            sub={[placeOf(one), why(one)].filter(Boolean).join(' · ')}
            end={
              <Button busy={picked === one.id} why={why(one)} label={`${verb}: ${one.name}`} onClick={() => void pick(one)}>
                {picked === one.id ? t('sending') : verb}
              </Button>
            }
          />
        ))}
      </ul>
    </Dialog>
  );
}
