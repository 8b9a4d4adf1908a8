import './accounts.css';
import { useEffect, useState } from 'preact/hooks';
import { APIError, here } from '../../../core/session';
import { explain, t } from '../../../locale';
import { Button } from '../../../ui/button';
import { TextField } from '../../../ui/field';
import { circleAlertIcon, plusIcon, refreshCwIcon, searchIcon } from '../../../ui/icons';
import { Avatar, EmptyState, Pill, Row } from '../../../ui/parts';
import { w } from '../words';
import { AccountDialog } from './account-dialog';
import { find, type Listed, most } from './people';
import { Secret } from './secret';
import { a } from './words';

/** How long typing rests before the directory is asked. */
const rest = 250;

type Open = { what: 'add' } | { what: 'edit'; one: Listed } | { what: 'secret'; name: string; login: string; secret: string };

/** Who can sign in, as what; for administrators. */
export function Accounts({ me }: { me: string }) {
  const [query, setQuery] = useState('');
  const [list, setList] = useState<Listed[]>();
  const [error, setError] = useState<APIError>();
  const [round, setRound] = useState(0);
  const [open, setOpen] = useState<Open>();
  const again = (): void => setRound((n) => n + 1);
  useEffect(() => {
    let over = false;
    const ask = async (): Promise<void> => {
      try {
        const found = await find(query.trim());
        if (over) return;
        setList(found);
        setError(undefined);
      } catch (failure) {
        if (!over && failure instanceof APIError) setError(failure);
      }
    };
    const timer = setTimeout(() => void ask(), query ? rest : 0);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [query, round]);
  const close = (): void => {
    setOpen(undefined);
    again();
  };
  const secret = (name: string, login: string, word: string): void => setOpen({ what: 'secret', name, login, secret: word });
  return (
    <>
      <div class="home-top">
        <h1>{w('accounts')}</h1>
        <div class="home-ways">
          <a class="button" href={here('/')}>
            {a('back')}
          </a>
          <Button kind="primary" icon={plusIcon} onClick={() => setOpen({ what: 'add' })}>
            {a('add')}
          </Button>
        </div>
      </div>
      <p class="soft">{a('hint')}</p>
      <TextField label={a('find')} type="search" value={query} onInput={setQuery} />
      {error && !list && (
        <EmptyState icon={circleAlertIcon} title={explain(error)}>
          <Button icon={refreshCwIcon} onClick={again}>
            {t('retry')}
          </Button>
        </EmptyState>
      )}
      {list?.length === 0 && <EmptyState icon={searchIcon} title={a('none')} />}
      {list && list.length > 0 && (
        <>
          <p class="faint figures">{list.length < most ? a('count', list.length) : a('first', most)}</p>
          <ul class="list">
            {list.map((one) => (
              <Line key={one.id} one={one} own={one.id === me} onOpen={() => setOpen({ what: 'edit', one })} />
            ))}
          </ul>
        </>
      )}
      {open?.what === 'add' && <AccountDialog own={false} onSecret={secret} onClose={close} />}
      {open?.what === 'edit' && (
        <AccountDialog key={open.one.id} one={open.one} own={open.one.id === me} onSecret={secret} onClose={close} />
      )}
      {open?.what === 'secret' && <Secret name={open.name} login={open.login} secret={open.secret} onClose={close} />}
    </>
  );
}

function Line({ one, own, onOpen }: { one: Listed; own: boolean; onOpen: () => void }) {
  const place = [one.title, one.unit].filter(Boolean).join(' · ');
  return (
    <Row
      own={own}
      start={<Avatar name={one.name} />}
      title={
        <>
          {one.name} <span class="faint account-login">{one.login}</span>
        </>
      }
      sub={
        <span class="account-sub">
          {place && <span>{place}</span>}
          {own && <Pill kind="primary">{a('you')}</Pill>}
          {one.disabled && <Pill kind="danger">{a('locked')}</Pill>}
          {one.once && <Pill kind="warn">{a('once')}</Pill>}
          {one.admin && <Pill kind="gold">{a('admin')}</Pill>}
          {one.organiser && <Pill>{a('organiser')}</Pill>}
        </span>
      }
      label={a('edit', one.name)}
      onClick={onOpen}
    />
  );
}
