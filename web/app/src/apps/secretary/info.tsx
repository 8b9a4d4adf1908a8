import { useState } from 'preact/hooks';
import { longDate } from '../../core/format';
import { attendance, meeting } from '../../core/meeting';
import type { BodyKind, MeetingValue } from '../../core/protocol.gen';
import { useDraft } from '../../features/desk/draft';
import { t as shared } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Checkbox, Select, TextField } from '../../ui/field';
import { saveIcon, triangleAlertIcon } from '../../ui/icons';
import { Banner } from '../../ui/parts';
import { announcement, faults, fieldsOf, type InfoFields, type Quorum, startOf, votersNeeded } from './info-form';
import { Page } from './page';
import { SaveBar } from './save-bar';
import { t } from './words';

/** What is said of the meeting. It is saved as a whole, so that nobody reads half a title. */
export function InfoForm() {
  const now = meeting.value;
  return now ? <Form now={now} /> : null;
}

function Form({ now }: { now: MeetingValue }) {
  const draft = useDraft('info', fieldsOf(now));
  const [busy, save] = useAct('meeting.edit');
  const [tried, setTried] = useState(false);
  const form = draft.value;
  const wrong = faults(form);
  const closed = now.phase === 'closed';
  const go = async (): Promise<void> => {
    setTried(true);
    if (wrong.length > 0) return;
    const answer = await save(announcement(form));
    if (!answer.ok) return;
    draft.settle();
    setTried(false);
  };
  const why = closed ? t('closedNote') : wrong.length > 0 ? t('fixFirst') : offlineReason();
  return (
    <Page step="info">
      {draft.overtaken && (
        <Banner kind="warn" icon={triangleAlertIcon} actions={<Button onClick={draft.drop}>{t('takeTheirs')}</Button>}>
          {t('overtaken')}
        </Banner>
      )}
      <form
        class="card sec-form"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <Announcement form={form} edit={draft.edit} wrong={wrong} />
        <Rules form={form} edit={draft.edit} wrong={wrong} />
        <SaveBar dirty={draft.dirty} failed={tried} busy={busy} onDrop={draft.drop}>
          <Button kind="primary" type="submit" icon={saveIcon} busy={busy} why={draft.dirty ? why : t('nothingToSave')}>
            {busy ? shared('sending') : t('save')}
          </Button>
        </SaveBar>
      </form>
    </Page>
  );
}

interface PartProps {
  form: InfoFields;
  edit: (form: InfoFields) => void;
  wrong: readonly string[];
}

function Announcement({ form, edit, wrong }: PartProps) {
  const error = (key: 'title' | 'starts' | 'ends'): string | undefined => (wrong.includes(key) ? t(`wrong_${key}`) : undefined);
  const starts = startOf(form);
  return (
    <>
      <TextField
        label={t('meetingTitle')}
        value={form.title}
        maxLength={300}
        error={error('title')}
        onInput={(title) => edit({ ...form, title })}
      />
      <div class="desk-two">
        <TextField label={t('body')} value={form.body} maxLength={300} onInput={(body) => edit({ ...form, body })} />
        <TextField label={t('place')} value={form.place} maxLength={300} onInput={(place) => edit({ ...form, place })} />
      </div>
      <div class="sec-times">
        <TextField
          label={t('startDay')}
          hint={starts ? longDate(starts) : t('dayHint')}
          error={error('starts')}
          value={form.startDay}
          onInput={(startDay) => edit({ ...form, startDay })}
        />
        <TextField
          label={t('startTime')}
          hint={t('timeHint')}
          value={form.startTime}
          onInput={(startTime) => edit({ ...form, startTime })}
        />
        <TextField
          label={t('endTime')}
          error={error('ends')}
          value={form.endTime}
          onInput={(endTime) => edit({ ...form, endTime })}
        />
        <TextField
          label={t('endDay')}
          hint={t('endDayHint')}
          value={form.endDay}
          onInput={(endDay) => edit({ ...form, endDay })}
        />
      </div>
    </>
  );
}

const quorums: readonly Quorum[] = ['none', 'half', 'two_thirds', 'three_quarters', 'other'];

function Rules({ form, edit, wrong }: PartProps) {
  const voters = attendance.value?.voters ?? 0;
  const needed = votersNeeded(form, voters);
  const hint = needed === undefined ? t('quorumNone') : t('quorumNow', needed, voters);
  return (
    <>
      <div class="desk-two">
        <Select<Quorum>
          label={t('quorum')}
          hint={hint}
          value={form.quorum}
          options={quorums.map((key) => ({ key, title: t(`quorum_${key}`) }))}
          onChange={(quorum) => edit({ ...form, quorum })}
        />
        <TextField
          label={t('seats')}
          hint={t('seatsHint')}
          error={wrong.includes('seats') ? t('wrong_seats') : undefined}
          optional
          digits
          value={form.seats}
          onInput={(seats) => edit({ ...form, seats })}
        />
      </div>
      <div class="desk-two">
        <TextField
          label={t('proxies')}
          hint={t('proxiesHint')}
          error={wrong.includes('proxies') ? t('wrong_proxies') : undefined}
          optional
          digits
          value={form.proxies}
          onInput={(proxies) => edit({ ...form, proxies })}
        />
      </div>
      <div class="desk-two">
        <Select<BodyKind>
          label={t('bodyKind')}
          hint={t('bodyKindHint')}
          value={form.body_kind}
          options={(['public', 'private'] as const).map((key) => ({ key, title: t(`bodyKind_${key}`) }))}
          onChange={(body_kind) => edit({ ...form, body_kind })}
        />
        <div class="desk-stack">
          <Checkbox
            label={t('secretaryApproves')}
            checked={form.secretary_approves}
            onChange={(secretary_approves) => edit({ ...form, secretary_approves })}
          />
          {form.body_kind === 'private' && (
            <Checkbox
              label={t('substitutesVote')}
              hint={t('substitutesVoteHint')}
              checked={form.substitutes_vote}
              onChange={(substitutes_vote) => edit({ ...form, substitutes_vote })}
            />
          )}
        </div>
      </div>
      {form.quorum === 'other' && (
        <div class="desk-two">
          <TextField label={t('numerator')} digits value={form.num} onInput={(num) => edit({ ...form, num })} />
          <TextField
            label={t('denominator')}
            digits
            value={form.den}
            error={wrong.includes('quorum') ? t('wrong_quorum') : undefined}
            onInput={(den) => edit({ ...form, den })}
          />
        </div>
      )}
    </>
  );
}
