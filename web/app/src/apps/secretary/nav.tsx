import type { ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { meeting } from '../../core/meeting';
import { openBallot } from '../../features/vote/cast';
import {
  circleCheckIcon,
  circleIcon,
  fileTextIcon,
  Icon,
  infoIcon,
  listOrderedIcon,
  megaphoneIcon,
  squareCheckIcon,
  timerIcon,
  usersIcon,
} from '../../ui/icons';
import { complete, type Step, steps } from './completeness';
import { notes, show, type View, view } from './view';
import { t } from './words';

const icons: Record<View, string> = {
  info: infoIcon,
  agenda: listOrderedIcon,
  documents: fileTextIcon,
  people: usersIcon,
  ballots: squareCheckIcon,
  publish: megaphoneIcon,
  live: timerIcon,
};

/** The ways to every step, with a tick at those that are complete; the meeting itself stands apart. */
export function Nav() {
  return (
    <nav class="sec-nav" aria-label={t('steps')}>
      <p class="sec-nav-title">{t('preparation')}</p>
      <ol>
        {steps.map((step) => (
          <li key={step}>
            <Entry of={step} sign={<Tick step={step} />} />
          </li>
        ))}
      </ol>
      <p class="sec-nav-title">{t('session')}</p>
      <Entry of="live" sign={openBallot.value && <span class="badge figures">{`${openBallot.value.recorded}/${openBallot.value.electors}`}</span>} />
      {meeting.value?.phase === 'closed' && <p class="sec-nav-note">{t('closedNote')}</p>}
    </nav>
  );
}

function Entry({ of, sign }: { of: View; sign: ComponentChild }) {
  const current = view.value === of;
  const entry = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (current) entry.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [current]);
  return (
    <button ref={entry} type="button" class="sec-nav-entry" aria-current={current ? 'page' : undefined} onClick={() => show(of)}>
      <Icon of={icons[of]} />
      <span class="sec-nav-text">{t(`step_${of}`)}</span>
      {sign}
    </button>
  );
}

function Tick({ step }: { step: Step }) {
  const found = notes.value?.[step];
  if (!found) return null;
  const done = complete(found);
  return (
    <span class={`sec-tick ${done ? 'done' : ''}`} title={done ? t('complete') : t('incomplete')}>
      <Icon of={done ? circleCheckIcon : circleIcon} />
      <span class="visually-hidden">{done ? t('complete') : t('incomplete')}</span>
    </span>
  );
}
