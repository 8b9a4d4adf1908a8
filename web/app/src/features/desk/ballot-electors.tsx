import { useState } from 'preact/hooks';
import { can, meeting, store } from '../../core/meeting';
import type { BallotValue, PersonID } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextField } from '../../ui/field';
import { fileTextIcon } from '../../ui/icons';
import { nameOf, person, placeOf } from '../people/names';
import { running } from './ballots';
import { useDraft } from './draft';
import { d } from './words';

/** Who has not voted, by name, with what may be the reason; each leads to what can be done for them. */
export function NotVoted({ ballot }: { ballot: BallotValue }) {
  const [picked, setPicked] = useState<PersonID>();
  const people = ballot.not_voted ?? [];
  const letters = ballot.question.method === 'letters';
  if (people.length === 0) return <p class="desk-everybody">{d(letters ? 'everybodyAnswered' : 'everybodyVoted')}</p>;
  const acts = running(ballot) && (can('ballot.remove_elector') || (ballot.question.method === 'mixed' && can('ballot.issue_paper')));
  return (
    <>
      <details class="desk-missing" open={people.length <= 40}>
        <summary>{d(letters ? 'notAnswered' : 'notVoted', people.length)}</summary>
        <ul>
          {people.map((id) => (
            <Missing key={id} id={id} letters={letters} onOpen={acts ? () => setPicked(id) : undefined} />
          ))}
        </ul>
      </details>
      {picked && people.includes(picked) && (
        <ElectorDialog ballot={ballot} id={picked} onClose={() => setPicked(undefined)} />
      )}
    </>
  );
}

/** Who casts somebody's vote while they are away: their proxy, or a substitute who was given the vote. */
function standIn(id: PersonID): PersonID | undefined {
  const one = person(id);
  if (!one || one.present) return undefined;
  const votes = store.all('substitution').some((x) => x.principal === id && x.sent.person === one.substitute && x.votes);
  return one.proxy ?? (votes && meeting.value?.substitute_votes ? one.substitute : undefined);
}

/** What may keep somebody from voting. Whoever casts for them counts in their place. */
function obstacle(id: PersonID, letters: boolean): string {
  const one = person(id);
  if (letters) return '';
  const proxy = person(standIn(id));
  const caster = proxy ?? one;
  const by = proxy ? d('castBy', proxy.name) : '';
  const state = !caster?.present ? d('notHere') : caster.online ? '' : d('noDevice');
  return [by, state].filter(Boolean).join(' · ');
}

function Missing({ id, letters, onOpen }: { id: PersonID; letters: boolean; onOpen: (() => void) | undefined }) {
  const inside = (
    <>
      <span>{nameOf(id)}</span>
      <span class="faint desk-one-line">{obstacle(id, letters) || placeOf(person(id))}</span>
    </>
  );
  if (!onOpen) return <li>{inside}</li>;
  return (
    <li>
      <button type="button" class="desk-missing-one" onClick={onOpen}>
        {inside}
      </button>
    </li>
  );
}

/** Those who vote on paper in a mixed round. */
export function OnPaper({ ballot }: { ballot: BallotValue }) {
  return <Names title={(n) => d('onPaper', n)} people={ballot.on_paper ?? []} />;
}

/** Those whose ballots came after the voting had ended. */
export function LateOnes({ ballot }: { ballot: BallotValue }) {
  return <Names title={(n) => d('lateOnes', n)} people={ballot.late ?? []} />;
}

function Names({ title, people }: { title: (n: number) => string; people: readonly PersonID[] }) {
  if (people.length === 0) return null;
  return (
    <details class="desk-missing">
      <summary>{title(people.length)}</summary>
      <ul>
        {people.map((id) => (
          <li key={id}>
            <span>{nameOf(id)}</span>
            <span class="faint desk-one-line">{placeOf(person(id))}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** One elector of a round: a paper instead of the tablet, or the right taken away, with a reason. */
function ElectorDialog({ ballot, id, onClose }: { ballot: BallotValue; id: PersonID; onClose: () => void }) {
  const [issuing, issue] = useAct('ballot.issue_paper');
  const [removing, remove] = useAct('ballot.remove_elector');
  const [sure, setSure] = useState(false);
  const draft = useDraft(`remove|${ballot.id}|${id}`, '');
  const one = store.value(`person/${id}`).value;
  const done = async (answer: Promise<{ ok: boolean }>): Promise<void> => {
    if ((await answer).ok) onClose();
  };
  return (
    <Dialog title={nameOf(id)} size="small" firm={sure} onClose={onClose} actions={<Button onClick={onClose}>{t('cancel')}</Button>}>
      <p class="soft">{[placeOf(one), obstacle(id, ballot.question.method === 'letters')].filter(Boolean).join(' · ')}</p>
      {ballot.question.method === 'mixed' && can('ballot.issue_paper') && (
        <div class="desk-stack">
          <p>{d('issuePaperText')}</p>
          <Button
            kind="primary"
            icon={fileTextIcon}
            busy={issuing}
            why={offlineReason()}
            onClick={() => void done(issue({ ballot: ballot.id, elector: id }))}
          >
            {issuing ? t('sending') : d('issuePaper')}
          </Button>
        </div>
      )}
      {can('ballot.remove_elector') && !sure && (
        <div>
          <Button kind="ghost" onClick={() => setSure(true)}>
            {d('removeElector')}
          </Button>
        </div>
      )}
      {sure && (
        <div class="desk-stack">
          <p>{d('removeElectorText')}</p>
          <TextField label={d('reason')} maxLength={300} value={draft.value} onInput={draft.edit} />
          <Button
            kind="danger"
            busy={removing}
            why={draft.value.trim() ? offlineReason() : d('reasonNeeded')}
            onClick={() => void done(remove({ ballot: ballot.id, elector: id, reason: draft.value }))}
          >
            {removing ? t('sending') : d('removeElector')}
          </Button>
        </div>
      )}
    </Dialog>
  );
}
