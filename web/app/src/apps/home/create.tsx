import { useState } from 'preact/hooks';
import { createMeeting } from '../../core/session';
import { clockOf, dayOf, momentOf } from '../../features/desk/dates';
import { TextField } from '../../ui/field';
import { FormDialog } from './form-dialog';
import { w } from './words';

/** The few words that a new meeting needs; everything else is done at the secretary's desk. */
export function Create({ onClose }: { onClose: () => void }) {
  const [title, setTitle] = useState('');
  const [body, setBody] = useState('');
  const [place, setPlace] = useState('');
  const [day, setDay] = useState('');
  const [clock, setClock] = useState('8:00');
  const starts = momentOf(day, clock);
  return (
    <FormDialog
      title={w('createTitle')}
      verb={w('create')}
      complete={!!title.trim() && !!starts}
      send={async () => {
        if (!starts) return;
        const { goto } = await createMeeting({ title, body, ...(place.trim() && { place }), starts });
        location.assign(goto);
      }}
      onClose={onClose}
    >
      {(tried) => (
        <>
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
        </>
      )}
    </FormDialog>
  );
}
