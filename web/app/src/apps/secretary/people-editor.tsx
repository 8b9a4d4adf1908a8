import { useEffect, useState } from 'preact/hooks';
import { matches } from '../../core/format';
import { can, me, meeting } from '../../core/meeting';
import type { PersonValue } from '../../core/protocol.gen';
import { weightWords } from '../../features/desk/weights';
import { nameOf, placeOf } from '../../features/people/names';
import { SubstitutesButton } from '../../features/substitute/strip';
import { t as shared } from '../../locale';
import { act, offlineReason } from '../../ui/act';
import { Button, IconButton } from '../../ui/button';
import { Confirm } from '../../ui/dialog';
import { TextField } from '../../ui/field';
import { keyRoundIcon, listIcon, pencilIcon, plusIcon, printerIcon, searchIcon, trash2Icon, usersIcon } from '../../ui/icons';
import { Avatar, EmptyState, Pill } from '../../ui/parts';
import { everybody } from './everybody';
import { ImportDialog } from './import-dialog';
import { InviteDialog } from './invite-dialog';
import { invitesOf, loadInvites } from './invites';
import { Page } from './page';
import { PersonForm } from './person-form';
import { PrintDialog } from './print-dialog';
import { t } from './words';

type Asking = { what: 'add' | 'import' | 'print' } | { what: 'edit' | 'remove' | 'invite'; one: PersonValue };

/** Who takes part, as what, with a vote or without, and how they get in. */
export function PeopleEditor() {
  const [asking, setAsking] = useState<Asking>();
  const [query, setQuery] = useState('');
  useEffect(() => {
    void loadInvites();
  }, []);
  const all = everybody();
  const found = all.filter((one) => matches(`${one.name} ${placeOf(one)} ${shared(`role_${one.role}`)}`, query));
  const open = meeting.value?.phase !== 'closed';
  const close = (): void => setAsking(undefined);
  return (
    <Page step="people" actions={open && <Actions onAsk={setAsking} />}>
      <div class="sec-people-head">
        <TextField label={shared('findPerson')} type="search" value={query} onInput={setQuery} />
        <p class="soft figures">{t('peopleCount', all.length, all.filter((one) => one.votes).length)}</p>
      </div>
      {all.length === 0 && <EmptyState icon={usersIcon} title={t('peopleEmpty')} />}
      {all.length > 0 && found.length === 0 && <EmptyState icon={searchIcon} title={shared('nobodyFound')} />}
      <ul class="sec-people">
        {found.map((one) => (
          <Line key={one.id} one={one} open={open} onAsk={(what) => setAsking({ what, one })} />
        ))}
      </ul>
      {asking && <Asked asking={asking} close={close} />}
    </Page>
  );
}

function Actions({ onAsk }: { onAsk: (asking: Asking) => void }) {
  if (!can('person.add')) return null;
  return (
    <>
      <SubstitutesButton />
      <Button icon={printerIcon} why={offlineReason()} onClick={() => onAsk({ what: 'print' })}>
        {t('printCards')}
      </Button>
      <Button icon={listIcon} onClick={() => onAsk({ what: 'import' })}>
        {t('pasteList')}
      </Button>
      <Button kind="primary" icon={plusIcon} onClick={() => onAsk({ what: 'add' })}>
        {t('addPerson')}
      </Button>
    </>
  );
}

function Asked({ asking, close }: { asking: Asking; close: () => void }) {
  switch (asking.what) {
    case 'add':
      return <PersonForm onClose={close} />;
    case 'import':
      return <ImportDialog onClose={close} />;
    case 'print':
      return <PrintDialog onClose={close} />;
    case 'edit':
      return <PersonForm key={asking.one.id} one={asking.one} onClose={close} />;
    case 'invite':
      return <InviteDialog one={asking.one} onClose={close} />;
    case 'remove':
      return (
        <Confirm
          title={t('removePersonTitle', asking.one.name)}
          text={t('removePersonText')}
          verb={t('removePerson')}
          danger
          onConfirm={() => act('person.remove', { person: asking.one.id })}
          onClose={close}
        />
      );
  }
}

interface LineProps {
  one: PersonValue;
  open: boolean;
  onAsk: (what: 'edit' | 'remove' | 'invite') => void;
}

function Line({ one, open, onAsk }: LineProps) {
  const { link, pin } = invitesOf(one.id);
  const held = [link && t('hasLink'), pin && t('hasPin')].filter(Boolean).join(' · ');
  return (
    <li class="sec-person">
      <Avatar name={one.name} kind={one.role === 'chair' ? 'chair' : 'plain'} />
      <div class="sec-person-text">
        <span class="desk-strong">{one.name}</span>
        <span class="faint">{placeOf(one)}</span>
      </div>
      <div class="sec-person-facts">
        <Pill kind={one.role === 'chair' ? 'gold' : 'neutral'}>{shared(`role_${one.role}`)}</Pill>
        {one.votes && <Pill kind="primary">{one.weight ? t('votesWith', weightWords(one.weight)) : t('votes')}</Pill>}
        {one.proxy && <Pill>{t('proxyTo', nameOf(one.proxy))}</Pill>}
      </div>
      <span class="sec-person-invite faint">{held ? t('heldInvites', held) : t('noInvite')}</span>
      {open && (
        <div class="sec-person-acts">
          <IconButton
            kind="ghost"
            icon={keyRoundIcon}
            label={`${t('wayIn')}: ${one.name}`}
            why={offlineReason()}
            onClick={() => onAsk('invite')}
          />
          <IconButton kind="ghost" icon={pencilIcon} label={`${t('edit')}: ${one.name}`} onClick={() => onAsk('edit')} />
          <IconButton
            kind="ghost"
            icon={trash2Icon}
            label={`${t('removePerson')}: ${one.name}`}
            why={one.id === me.value?.person ? t('notYourself') : offlineReason()}
            onClick={() => onAsk('remove')}
          />
        </div>
      )}
    </li>
  );
}
