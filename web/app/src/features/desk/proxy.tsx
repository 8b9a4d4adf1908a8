import { useState } from 'preact/hooks';
import { can, meeting, store } from '../../core/meeting';
import type { PersonValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { TextField } from '../../ui/field';
import { undo2Icon, userCheckIcon } from '../../ui/icons';
import { nameOf } from '../people/names';
import { PersonPicker } from './person-picker';
import { principalsOf, proxyHindrance } from './proxies';
import { weightWords } from './weights';
import { d } from './words';

/** What somebody's vote weighs where it is no plain head, who holds it, and whose they hold. */
export function VoteLines({ one }: { one: PersonValue }) {
  const held = principalsOf(one.id, store.all('person'));
  const lines = [
    one.votes && one.weight ? d('weightOf', weightWords(one.weight)) : '',
    one.proxy ? d('heldBy', nameOf(one.proxy)) : '',
    held.length > 0 ? d('holdsFor', held.map(({ name }) => name).join(', ')) : '',
  ].filter(Boolean);
  if (lines.length === 0) return null;
  return (
    <ul class="faint">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

/** Gives somebody's vote to a proxy, or takes it back. Only where the meeting allows proxies at all. */
export function ProxyButton({ one }: { one: PersonValue }) {
  const [asking, setAsking] = useState(false);
  const [busy, set] = useAct('proxy.set');
  const limit = meeting.value?.proxy_limit ?? 0;
  if (!can('proxy.set') || !one.votes || meeting.value?.phase === 'closed' || (limit === 0 && !one.proxy)) return null;
  if (one.proxy) {
    return (
      <Button wide icon={undo2Icon} busy={busy} why={offlineReason()} onClick={() => void set({ principal: one.id })}>
        {busy ? t('sending') : d('proxyTakeBack')}
      </Button>
    );
  }
  const holds = principalsOf(one.id, store.all('person')).length > 0;
  return (
    <>
      <Button wide icon={userCheckIcon} why={holds ? d('proxyHolder') : offlineReason()} onClick={() => setAsking(true)}>
        {d('proxyGive')}
      </Button>
      {asking && <ProxyDialog one={one} limit={limit} onClose={() => setAsking(false)} />}
    </>
  );
}

/** First the document by which it is given, then the person who holds it. */
function ProxyDialog({ one, limit, onClose }: { one: PersonValue; limit: number; onClose: () => void }) {
  const [document, setDocument] = useState('');
  const [picking, setPicking] = useState(false);
  const [, set] = useAct('proxy.set');
  const all = store.all('person');
  const words = (to: PersonValue): string | undefined => {
    const found = proxyHindrance(one, to, all, limit);
    if (found === 'full') return d('proxyFull', limit);
    return found && d('proxyHoldsAlready');
  };
  if (picking) {
    return (
      <PersonPicker
        title={`${d('proxyTitle')}: ${one.name}`}
        hint={d('proxyHint')}
        fits={(to) => proxyHindrance(one, to, all, limit) !== 'cannot'}
        why={(to) => words(to) ?? offlineReason()}
        verb={d('proxyPick')}
        onPick={async (to) => {
          const given = document.trim();
          const answer = await set({ principal: one.id, to: to.id, ...(given ? { document: given } : {}) });
          if (answer.ok) onClose();
        }}
        onClose={onClose}
      />
    );
  }
  return (
    <Dialog
      title={`${d('proxyTitle')}: ${one.name}`}
      size="small"
      firm
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="primary" onClick={() => setPicking(true)}>
            {d('proxyNext')}
          </Button>
        </>
      }
    >
      <p class="soft">{d('proxyHint')}</p>
      <TextField
        label={d('proxyDocument')}
        hint={d('proxyDocumentHint')}
        optional
        maxLength={300}
        value={document}
        onInput={setDocument}
      />
    </Dialog>
  );
}
