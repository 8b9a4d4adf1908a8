import './people.css';
import { useState } from 'preact/hooks';
import { byGivenName, matches } from '../../core/format';
import { attendance, me, store } from '../../core/meeting';
import type { PersonValue, Role } from '../../core/protocol.gen';
import { t } from '../../locale';
import { TextField } from '../../ui/field';
import { checkIcon, monitorIcon, searchIcon } from '../../ui/icons';
import { Avatar, EmptyState, Pill, Row } from '../../ui/parts';
import { placeOf } from './names';

/** The order in which roles are listed; screens are no people. */
const order: readonly Role[] = ['chair', 'secretary', 'delegate', 'guest', 'unit'];

/** Who takes part, by role and given name, with a search that needs no diacritics. */
export function PeopleList() {
  const [query, setQuery] = useState('');
  const numbers = attendance.value;
  const everybody = store.all('person').filter((one) => one.role !== 'screen');
  const found = everybody.filter((one) => matches(`${one.name} ${placeOf(one)}`, query));
  return (
    <div class="people">
      {numbers && (
        <p class="people-count">
          <Pill kind="ok" icon={checkIcon}>
            {t('peopleHere', numbers.present, numbers.expected)}
          </Pill>
          <Quorum />
        </p>
      )}
      <TextField label={t('findPerson')} type="search" value={query} onInput={setQuery} />
      {found.length === 0 && <EmptyState icon={searchIcon} title={t('nobodyFound')} />}
      {order.map((role) => (
        <Group key={role} role={role} people={found.filter((one) => one.role === role)} />
      ))}
    </div>
  );
}

function Quorum() {
  const numbers = attendance.value;
  if (!numbers?.quorum) return null;
  const missing = numbers.quorum - numbers.voters_present;
  return missing > 0 ? (
    <Pill kind="warn">{t('quorumMissing', missing)}</Pill>
  ) : (
    <span class="faint">{t('quorumMet')}</span>
  );
}

function Group({ role, people }: { role: Role; people: readonly PersonValue[] }) {
  if (people.length === 0) return null;
  return (
    <section class="people-group">
      <h3>{t(`role_${role}`)}</h3>
      <ul class="list">
        {people
          .toSorted((a, b) => byGivenName(a.name, b.name))
          .map((one) => (
            <Person key={one.id} one={one} />
          ))}
      </ul>
    </section>
  );
}

function Person({ one }: { one: PersonValue }) {
  const mine = me.value?.person === one.id;
  return (
    <Row
      own={mine}
      start={<Avatar name={one.name} kind={one.role === 'chair' ? 'chair' : 'plain'} />}
      title={
        <>
          {one.name} {mine && <Pill kind="primary">{t('myPart')}</Pill>}
        </>
      }
      sub={placeOf(one)}
      end={<Presence one={one} />}
    />
  );
}

function Presence({ one }: { one: PersonValue }) {
  if (!one.present) return <span class="faint">{t('absent')}</span>;
  return (
    <Pill kind="ok" icon={one.mode === 'remote' ? monitorIcon : checkIcon}>
      {one.mode === 'remote' ? t('mode_remote') : t('present')}
    </Pill>
  );
}
