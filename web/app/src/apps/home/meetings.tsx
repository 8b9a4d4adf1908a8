import { useEffect, useState } from 'preact/hooks';
import { longDate, time } from '../../core/format';
import { forgetSession } from '../../core/keep';
import type { Phase } from '../../core/protocol.gen';
import { type Account, APIError, base, here, type MeetingLine, myMeetings, signOut } from '../../core/session';
import { explain, t } from '../../locale';
import { Button } from '../../ui/button';
import { calendarIcon, circleAlertIcon, Icon, logOutIcon, plusIcon, refreshCwIcon, usersIcon } from '../../ui/icons';
import { EmptyState, Pill } from '../../ui/parts';
import { Create } from './create';
import { PasswordButton } from './password';
import { Why } from './sign-in';
import { w } from './words';

const kinds: Record<Phase, 'ok' | 'warn' | 'neutral' | 'primary'> = {
  draft: 'neutral',
  scheduled: 'primary',
  check_in: 'warn',
  in_session: 'ok',
  paused: 'warn',
  closed: 'neutral',
};

/** The three times of a meeting, as the list divides them. */
export function when(phase: Phase): 'now' | 'coming' | 'past' {
  if (phase === 'closed') return 'past';
  return phase === 'draft' || phase === 'scheduled' ? 'coming' : 'now';
}

/** My meetings: what is going on first. */
export function Meetings({ account, why }: { account: Account; why: string | undefined }) {
  const [lines, setLines] = useState<MeetingLine[]>();
  const [error, setError] = useState<APIError>();
  const [creating, setCreating] = useState(false);
  const ask = (): void => {
    setError(undefined);
    myMeetings()
      .then(setLines)
      .catch((failure: unknown) => {
        if (failure instanceof APIError) setError(failure);
      });
  };
  useEffect(() => {
    ask();
    // A meeting opens while somebody waits on this page.
    const again = (): void => {
      if (!document.hidden) ask();
    };
    const timer = setInterval(again, 20_000);
    document.addEventListener('visibilitychange', again);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', again);
    };
  }, []);
  return (
    <>
      <div class="home-top">
        <div>
          <h1>{w('title_home')}</h1>
          <p class="soft">{w('hello', account.name)}</p>
        </div>
        <div class="home-ways">
          {account.organiser && (
            <Button kind="primary" icon={plusIcon} onClick={() => setCreating(true)}>
              {w('create')}
            </Button>
          )}
          {account.admin && (
            <a class="button" href={here('/accounts')}>
              <Icon of={usersIcon} />
              <span class="button-text">{w('accounts')}</span>
            </a>
          )}
          {!account.meeting && <PasswordButton />}
          <Button icon={logOutIcon} onClick={() => void leave()}>
            {w('signOut')}
          </Button>
        </div>
      </div>
      {why && why !== 'signed_out' && <Why why={why} />}
      {error && !lines && (
        <EmptyState icon={circleAlertIcon} title={explain(error)}>
          <Button icon={refreshCwIcon} onClick={ask}>
            {t('retry')}
          </Button>
        </EmptyState>
      )}
      {lines?.length === 0 && <EmptyState icon={calendarIcon} title={w('none')} hint={w('noneHint')} />}
      {(['now', 'coming', 'past'] as const).map((part) => (
        <Part key={part} title={w(part)} lines={(lines ?? []).filter((line) => when(line.phase) === part)} />
      ))}
      {creating && <Create onClose={() => setCreating(false)} />}
    </>
  );
}

function Part({ title, lines }: { title: string; lines: MeetingLine[] }) {
  if (lines.length === 0) return null;
  return (
    <section class="home-part">
      <h2>{title}</h2>
      <ul class="home-meetings">
        {lines.map((line) => (
          <li key={line.id}>
            <a
              class="home-meeting"
              href={line.goto}
              aria-label={`${line.title}, ${longDate(line.starts)} ${time(line.starts)}, ${t(`phase_${line.phase}`)}`}
            >
              <span class="home-meeting-text">
                <span class="faint">{line.body}</span>
                <strong class="home-meeting-title">{line.title}</strong>
                <span class="soft">
                  {longDate(line.starts)} · {time(line.starts)}
                  {line.place && ` · ${line.place}`}
                </span>
              </span>
              <span class="home-meeting-end">
                <Pill kind={kinds[line.phase]}>{t(`phase_${line.phase}`)}</Pill>
                <span class="faint">{t(`role_${line.role}`)}</span>
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

async function leave(): Promise<void> {
  await signOut().catch(() => undefined); // the device forgets all the same
  await forgetSession(base);
  location.assign(here('/'));
}
