import { useEffect, useState } from 'preact/hooks';
import { APIError } from '../../core/session';
import { explain, t as shared } from '../../locale';
import { offlineReason } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { Segments } from '../../ui/field';
import { printerIcon } from '../../ui/icons';
import { Progress } from '../../ui/parts';
import { everybody } from './everybody';
import { loadInvites } from './invites';
import { type CardKind, cards, forgetCards, makeCards, without } from './print-cards';
import { CardFace } from './print-sheet';
import { t } from './words';

type Whom = 'without' | 'all';

/** Makes the cards with which people get in, and prints them. */
export function PrintDialog({ onClose }: { onClose: () => void }) {
  const [kind, setKind] = useState<CardKind>('both');
  const [whom, setWhom] = useState<Whom>('without');
  const [done, setDone] = useState<number>();
  const [fault, setFault] = useState('');
  useEffect(() => forgetCards, []);
  const all = everybody();
  const missing = without(all, kind);
  const chosen = whom === 'all' ? all : missing;
  const make = async (): Promise<void> => {
    setFault('');
    try {
      await makeCards(chosen, kind, setDone);
    } catch (error) {
      if (error instanceof APIError) setFault(explain(error));
    }
    setDone(undefined);
    await loadInvites();
  };
  const ready = cards.value.length > 0 && done === undefined;
  const makeButton = (
    <Button
      kind="primary"
      busy={done !== undefined}
      why={chosen.length === 0 ? t('nobodyWithout') : offlineReason()}
      onClick={() => void make()}
    >
      {done === undefined ? t('makeCards', chosen.length) : shared('sending')}
    </Button>
  );
  const printButton = (
    <Button kind="primary" icon={printerIcon} onClick={() => print()}>
      {t('print')}
    </Button>
  );
  return (
    <Dialog
      title={t('printCards')}
      size="large"
      firm
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{shared('close')}</Button>
          {ready ? printButton : makeButton}
        </>
      }
    >
      {!ready && <Choices kind={kind} whom={whom} counts={{ without: missing.length, all: all.length }} onKind={setKind} onWhom={setWhom} />}
      {fault && (
        <p class="sec-fault" role="alert">
          {fault}
        </p>
      )}
      {done !== undefined && <Progress value={done / Math.max(1, chosen.length)} label={t('makingCards', done, chosen.length)} />}
      {ready && <Ready />}
    </Dialog>
  );
}

function Ready() {
  return (
    <>
      <p class="soft">{t('cardsReady', cards.value.length)}</p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and keys have to reach it */}
      <section class="sec-cards" tabIndex={0} aria-label={t('printCards')}>
        {cards.value.map((card) => (
          <CardFace key={card.one.id} card={card} />
        ))}
      </section>
    </>
  );
}

interface ChoicesProps {
  kind: CardKind;
  whom: Whom;
  counts: Record<Whom, number>;
  onKind: (kind: CardKind) => void;
  onWhom: (whom: Whom) => void;
}

function Choices({ kind, whom, counts, onKind, onWhom }: ChoicesProps) {
  return (
    <>
      <p class="soft">{t('printHint')}</p>
      <Segments<CardKind>
        label={t('cardKind')}
        value={kind}
        onChange={onKind}
        options={(['both', 'link', 'pin'] as const).map((key) => ({ key, title: t(`card_${key}`) }))}
      />
      <Segments<Whom>
        label={t('forWhom')}
        value={whom}
        onChange={onWhom}
        options={(['without', 'all'] as const).map((key) => ({ key, title: t(`whom_${key}`, counts[key]) }))}
      />
      {whom === 'all' && <p class="sec-dirty">{t('printReplaces')}</p>}
    </>
  );
}
