import { useState } from 'preact/hooks';
import { send, store } from '../../core/meeting';
import { useDraft } from '../../features/desk/draft';
import { explain, t as shared } from '../../locale';
import { offlineReason } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextArea } from '../../ui/field';
import { circleAlertIcon, circleCheckIcon, Icon } from '../../ui/icons';
import { Progress } from '../../ui/parts';
import { toast } from '../../ui/toast';
import { parseRows, type PersonRow } from './people-rows';
import { t } from './words';

/** Many people at once, from a pasted list. Nobody is added before every line is right. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const draft = useDraft('import', '');
  const [done, setDone] = useState<number>();
  const [fault, setFault] = useState('');
  const rows = parseRows(draft.value, done === undefined ? store.all('person') : []);
  const wrong = rows.filter((row) => row.errors.length > 0).length;
  const why = rows.length === 0 ? t('importEmpty') : wrong > 0 ? t('importFix', wrong) : offlineReason();
  const go = async (): Promise<void> => {
    setFault('');
    const left = await addAll(rows, setDone);
    setDone(undefined);
    if (left) {
      // What is in is taken out of the text: pressing again goes on where it stopped.
      draft.edit(textFrom(draft.value, left.row));
      setFault(left.reason);
      return;
    }
    draft.drop();
    toast(t('imported', rows.length), { kind: 'ok' });
    onClose();
  };
  return (
    <Dialog
      title={t('pasteList')}
      size="large"
      firm
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{shared('cancel')}</Button>
          <Button kind="primary" busy={done !== undefined} why={why} onClick={() => void go()}>
            {done === undefined ? t('importAll', rows.length) : shared('sending')}
          </Button>
        </>
      }
    >
      <p class="soft">{t('importHint')}</p>
      <TextArea label={t('importText')} rows={6} placeholder={t('importExample')} value={draft.value} onInput={draft.edit} />
      {fault && (
        <p class="sec-fault" role="alert">
          {fault}
        </p>
      )}
      {done !== undefined && <Progress value={done / Math.max(1, rows.length)} label={t('importing', done, rows.length)} />}
      {rows.length > 0 && <Preview rows={rows} />}
    </Dialog>
  );
}

/** Adds one after the other; returns where it stopped, and why. */
async function addAll(rows: readonly PersonRow[], told: (done: number) => void): Promise<{ row: PersonRow; reason: string } | undefined> {
  for (const [i, row] of rows.entries()) {
    told(i);
    const { name, title, unit, role, votes } = row;
    const answer = await send('person.add', { person: { id: '', name, title, unit, role, votes } });
    if (!answer.ok) return { row, reason: t('importStopped', row.line, i, explain(answer)) };
  }
  return undefined;
}

const textFrom = (text: string, row: PersonRow): string =>
  text
    .split(/\r\n|\r|\n/)
    .slice(row.line - 1)
    .join('\n');

function Preview({ rows }: { rows: readonly PersonRow[] }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and keys have to reach it
    <section class="sec-table" tabIndex={0} aria-label={t('importPreview')}>
      <table>
        <caption class="visually-hidden">{t('importPreview')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('line')}</th>
            <th scope="col">{t('personName')}</th>
            <th scope="col">{t('personTitle')}</th>
            <th scope="col">{t('personUnit')}</th>
            <th scope="col">{t('role')}</th>
            <th scope="col">{t('votes')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.line} row={row} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ row }: { row: PersonRow }) {
  const wrong = row.errors.length > 0;
  return (
    <>
      <tr class={wrong ? 'wrong' : ''}>
        <th scope="row" class="figures">
          <Icon of={wrong ? circleAlertIcon : circleCheckIcon} />
          {row.line}
        </th>
        <td>{row.name}</td>
        <td>{row.title}</td>
        <td>{row.unit}</td>
        <td>{row.errors.includes('role_unknown') ? '–' : shared(`role_${row.role}`)}</td>
        <td>{row.votes ? t('yes') : t('no')}</td>
      </tr>
      {wrong && (
        <tr class="wrong">
          <td colSpan={6} class="sec-fault">
            {row.errors.map((error) => t(`row_${error}`)).join(' ')}
          </td>
        </tr>
      )}
    </>
  );
}
