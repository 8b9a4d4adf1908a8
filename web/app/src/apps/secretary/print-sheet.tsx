import './print.css';
import { longDate, time } from '../../core/format';
import { meeting } from '../../core/meeting';
import { placeOf } from '../../features/people/names';
import { t as shared } from '../../locale';
import { pictureOf, spaced } from './invites';
import { type Card, cards } from './print-cards';
import { t } from './words';

/** The cards on sheets of A4. It is seen by the printer alone. */
export function PrintSheet() {
  if (cards.value.length === 0) return null;
  return (
    <div class="print-sheet" aria-hidden="true">
      {cards.value.map((card) => (
        <CardFace key={card.one.id} card={card} />
      ))}
    </div>
  );
}

/** One card: who, which meeting, and how to get in. Black on white, whatever the page looks like. */
export function CardFace({ card }: { card: Card }) {
  const { one, link, pin } = card;
  const now = meeting.value;
  const qr = link?.qr ?? pin?.qr;
  return (
    <article class="entry-card">
      <div class="entry-card-text">
        <p class="entry-card-meeting">{now?.title}</p>
        {now && (
          <p class="entry-card-when">
            {time(now.starts)} · {longDate(now.starts)}
            {now.place && ` · ${now.place}`}
          </p>
        )}
        <p class="entry-card-name">{one.name}</p>
        <p class="entry-card-place">{[shared(`role_${one.role}`), placeOf(one)].filter(Boolean).join(' · ')}</p>
        {pin && (
          <dl class="entry-card-codes">
            <dt>{t('meetingCode')}</dt>
            <dd>{spaced(pin.code ?? '')}</dd>
            <dt>PIN</dt>
            <dd>{spaced(pin.pin ?? '')}</dd>
          </dl>
        )}
        <p class="entry-card-hint">{link ? t('cardScan') : t('cardType', location.host)}</p>
      </div>
      {qr && <img class="entry-card-qr" src={pictureOf(qr)} alt="" />}
    </article>
  );
}
