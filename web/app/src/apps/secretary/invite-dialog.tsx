import { useState } from 'preact/hooks';
import { date, time } from '../../core/format';
import type { PersonValue } from '../../core/protocol.gen';
import { APIError } from '../../core/session';
import { placeOf } from '../../features/people/names';
import { explain, t as shared } from '../../locale';
import { offlineReason } from '../../ui/act';
import { Button } from '../../ui/button';
import { Dialog } from '../../ui/dialog';
import { copyIcon, keyRoundIcon, qrCodeIcon } from '../../ui/icons';
import { Pill } from '../../ui/parts';
import { toast } from '../../ui/toast';
import { type Invite, type InviteKind, invitesOf, loadInvites, makeInvite, pictureOf, type Secret, spaced } from './invites';
import { t } from './words';

/** How one person gets into the meeting: a personal link, also as a QR code, or a PIN. Secrets are shown once. */
export function InviteDialog({ one, onClose }: { one: PersonValue; onClose: () => void }) {
  const held = invitesOf(one.id);
  return (
    <Dialog title={t('wayInOf', one.name)} above={<p class="soft">{placeOf(one)}</p>} firm onClose={onClose}>
      <p class="soft">{t('wayInHint')}</p>
      <Way one={one} kind="link" held={held.link} />
      <Way one={one} kind="pin" held={held.pin} />
    </Dialog>
  );
}

function Way({ one, kind, held }: { one: PersonValue; kind: InviteKind; held: Invite | undefined }) {
  const [made, setMade] = useState<Secret>();
  const [busy, setBusy] = useState(false);
  const make = async (): Promise<void> => {
    setBusy(true);
    try {
      setMade(await makeInvite(one.id, kind, held !== undefined));
      await loadInvites();
    } catch (error) {
      if (error instanceof APIError) toast(explain(error), { kind: 'error' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <section class="sec-way" aria-label={t(`way_${kind}`)}>
      <div class="sec-way-head">
        <h3>{t(`way_${kind}`)}</h3>
        {held && <Pill kind="ok">{t('inviteLive', held.uses)}</Pill>}
      </div>
      {made ? (
        <Shown kind={kind} secret={made} />
      ) : (
        <>
          <p class="faint">{held ? t('inviteHeld', moment(held.created), moment(held.expires)) : t(`wayHint_${kind}`)}</p>
          <div>
            <Button icon={kind === 'link' ? qrCodeIcon : keyRoundIcon} busy={busy} why={offlineReason()} onClick={() => void make()}>
              {busy ? shared('sending') : held ? t(`remake_${kind}`) : t(`make_${kind}`)}
            </Button>
          </div>
          {held && <p class="faint">{t('remakeHint')}</p>}
        </>
      )}
    </section>
  );
}

const moment = (when: string): string => `${time(when)} ${date(when)}`;

function Shown({ kind, secret }: { kind: InviteKind; secret: Secret }) {
  return (
    <div class="sec-secret">
      <img class="sec-qr" src={pictureOf(secret.qr)} alt={t('qrAlt')} />
      <div class="sec-secret-text">
        {kind === 'link' && secret.url && (
          <>
            <code class="sec-url">{secret.url}</code>
            <div>
              <Button icon={copyIcon} onClick={() => void copy(secret.url ?? '')}>
                {t('copyLink')}
              </Button>
            </div>
          </>
        )}
        {kind === 'pin' && (
          <dl class="sec-codes">
            <dt>{t('meetingCode')}</dt>
            <dd class="figures">{spaced(secret.code ?? '')}</dd>
            <dt>PIN</dt>
            <dd class="figures">{spaced(secret.pin ?? '')}</dd>
          </dl>
        )}
        <p class="faint">{t('shownOnce', moment(secret.expires))}</p>
      </div>
    </div>
  );
}

async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(t('copied'), { kind: 'ok' });
  } catch {
    toast(t('copyByHand'), { kind: 'warn' }); // the browser forbids it outside of a secure context
  }
}
