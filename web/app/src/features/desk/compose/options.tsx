import { useState } from 'preact/hooks';
import { announce } from '../../../core/a11y';
import type { Option } from '../../../core/protocol.gen';
import { t } from '../../../locale';
import { Button, IconButton } from '../../../ui/button';
import { Dialog } from '../../../ui/dialog';
import { TextArea, TextField } from '../../../ui/field';
import { arrowDownIcon, arrowUpIcon, listIcon, pencilIcon, plusIcon, trash2Icon } from '../../../ui/icons';
import { mostOptions, moved, pastedOptions } from './form';
import { type PartProps, Wrong } from './part';
import { c } from './words';

/** The list that the sheet carries, entry by entry in its order. */
export function OptionsEditor({ form, edit, shown }: PartProps) {
  const [pasting, setPasting] = useState(false);
  const { options } = form;
  const put = (next: Option[]): void => edit({ ...form, options: next });
  const move = (from: number, to: number): void => {
    put(moved(options, from, to));
    announce(c('movedTo', options[from]?.title ?? '', to + 1));
  };
  const full = options.length >= mostOptions ? c('wrong_options_many') : undefined;
  return (
    <div class="compose-options">
      <p class="desk-strong">{form.form === 'elect' ? c('candidates') : c('options')}</p>
      <Wrong text={shown('options_few') ?? shown('options_many') ?? shown('option_twice')} />
      <ol>
        {options.map((option, i) => (
          <Entry
            // An entry without an id is known by its place.
            // oxlint-disable-next-line react/no-array-index-key
            key={option.id || `at-${i}`}
            option={option}
            at={i}
            last={i === options.length - 1}
            error={option.title?.trim() ? undefined : shown('option_empty')}
            onInput={(next) => put(options.map((one, at) => (at === i ? next : one)))}
            onMove={(to) => move(i, to)}
            onRemove={() => put(options.filter((_, at) => at !== i))}
          />
        ))}
      </ol>
      <div class="desk-buttons">
        <Button icon={plusIcon} why={full} onClick={() => put([...options, { id: '', title: '' }])}>
          {form.form === 'elect' ? c('addCandidate') : c('addOption')}
        </Button>
        <Button icon={listIcon} why={full} onClick={() => setPasting(true)}>
          {c('pasteOptions')}
        </Button>
      </div>
      {pasting && (
        <PasteDialog
          onPaste={(found) => put([...options.filter((one) => one.title?.trim()), ...found])}
          onClose={() => setPasting(false)}
        />
      )}
    </div>
  );
}

interface EntryProps {
  option: Option;
  at: number;
  last: boolean;
  error: string | undefined;
  onInput: (next: Option) => void;
  onMove: (to: number) => void;
  onRemove: () => void;
}

function Entry({ option, at, last, error, onInput, onMove, onRemove }: EntryProps) {
  const [noted, setNoted] = useState(Boolean(option.note));
  const name = option.title?.trim() || c('optionNumber', at + 1);
  return (
    <li class="compose-option">
      <TextField
        label={c('optionNumber', at + 1)}
        error={error}
        maxLength={300}
        value={option.title ?? ''}
        onInput={(title) => onInput({ ...option, title })}
      />
      <div class="compose-option-acts">
        <IconButton kind="ghost" icon={arrowUpIcon} label={c('moveUp', name)} disabled={at === 0} onClick={() => onMove(at - 1)} />
        <IconButton kind="ghost" icon={arrowDownIcon} label={c('moveDown', name)} disabled={last} onClick={() => onMove(at + 1)} />
        <IconButton kind="ghost" icon={pencilIcon} label={c('addNote', name)} pressed={noted} onClick={() => setNoted(!noted)} />
        <IconButton kind="ghost" icon={trash2Icon} label={c('removeOption', name)} onClick={onRemove} />
      </div>
      {(noted || option.note) && (
        <TextField
          class="compose-option-note"
          label={c('note')}
          optional
          maxLength={300}
          value={option.note ?? ''}
          onInput={(note) => onInput({ ...option, note })}
        />
      )}
    </li>
  );
}

function PasteDialog({ onPaste, onClose }: { onPaste: (found: Option[]) => void; onClose: () => void }) {
  const [typed, setTyped] = useState('');
  const found = pastedOptions(typed);
  return (
    <Dialog
      title={c('pasteOptions')}
      firm
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button
            kind="primary"
            why={found.length > 0 ? undefined : c('pasteNothing')}
            onClick={() => {
              onPaste(found);
              onClose();
            }}
          >
            {c('addThese', found.length)}
          </Button>
        </>
      }
    >
      <TextArea label={c('pasteLabel')} hint={c('pasteHint')} rows={10} value={typed} onInput={setTyped} />
    </Dialog>
  );
}
