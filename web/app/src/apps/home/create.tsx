import { useId, useState } from 'preact/hooks';
import { APIError, createMeeting } from '../../core/session';
import { clockOf, dayOf, momentOf } from '../../features/desk/dates';
import { explain } from '../../locale';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextField } from '../../ui/field';
import { circleAlertIcon } from '../../ui/icons';
import { Banner } from '../../ui/parts';
import { w } from './words';

/** The few words that a new meeting needs; everything else is done at the secretary's desk. */
export function Create({ onClose }: { onClose: () => void }) {
  const [title, setTitle] = useState('');
  const [body, setBody] = useState('');
  const [place, setPlace] = useState('');
  const [day, setDay] = useState('');
  const [clock, setClock] = useState('8:00');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<APIError>();
  const form = useId();
  const starts = momentOf(day, clock);
  const go = async (): Promise<void> => {
    setTried(true);
    if (!title.trim() || !starts) return;
    setBusy(true);
    setError(undefined);
    try {
      const { goto } = await createMeeting({ title, body, ...(place.trim() && { place }), starts });
      location.assign(goto);
    } catch (failure) {
      setBusy(false);
      if (failure instanceof APIError) setError(failure);
    }
  };
  return (
    <Dialog
      title={w('createTitle')}
      onClose={onClose}
      firm
      actions={
        <Button kind="primary" type="submit" form={form} busy={busy}>
          {w('create')}
        </Button>
      }
    >
      <form
        id={form}
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void go();
        }}
      >
        <p class="soft">{w('createHint')}</p>
        <TextField
          label={w('name')}
          value={title}
          onInput={setTitle}
          maxLength={300}
          autofocus
          error={tried && !title.trim() ? w('needText') : undefined}
        />
        <TextField label={w('body')} value={body} onInput={setBody} maxLength={300} optional />
        <TextField label={w('place')} value={place} onInput={setPlace} maxLength={300} optional />
        <div class="form-row">
          <TextField
            label={w('day')}
            value={day}
            onInput={setDay}
            error={tried && !dayOf(day) ? w('badDay') : undefined}
          />
          <TextField
            label={w('begins')}
            value={clock}
            onInput={setClock}
            error={tried && !clockOf(clock) ? w('badTime') : undefined}
          />
        </div>
        {error && (
          <Banner kind="danger" icon={circleAlertIcon}>
            {explain(error)}
          </Banner>
        )}
      </form>
    </Dialog>
  );
}
