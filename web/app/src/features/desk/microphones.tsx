import { can, floor, me, store } from '../../core/meeting';
import type { PersonID } from '../../core/protocol.gen';
import { t } from '../../locale';
import { act, offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import { micIcon, micOffIcon } from '../../ui/icons';
import { toast } from '../../ui/toast';
import { d } from './words';

/** Mutes somebody so that they cannot unmute themselves, or lets them. Nothing for who is not in the media room. */
export function HoldButton({ person }: { person: PersonID }) {
  const [busy, hold] = useAct('microphone.hold');
  const media = store.value(`media/${person}`).value;
  if (!can('microphone.hold') || (!media?.joined && !media?.held)) return null;
  const held = media.held === true;
  return (
    <Button
      icon={held ? micIcon : micOffIcon}
      busy={busy}
      why={offlineReason()}
      onClick={() => void hold({ person, held: !held })}
    >
      {busy ? t('sending') : held ? d('letSpeak') : d('muteOne')}
    </Button>
  );
}

/** Mutes everybody in the media room but oneself and whoever has the floor, or lets everybody go. */
export function MuteAllButton() {
  const [busy, hold] = useAct('microphone.hold');
  if (!can('microphone.hold')) return null;
  const all = store.all('media');
  const spared = new Set([me.value?.person, floor.value?.speaking?.person]);
  const open = all.filter((one) => one.joined && !one.held && !spared.has(one.person));
  const held = all.filter((one) => one.held);
  const mute = async (): Promise<void> => {
    const answer = await hold({ held: true });
    if (!answer.ok) return;
    const undo = (): void => {
      for (const { person } of open) void act('microphone.hold', { person, held: false });
    };
    toast(d('mutedAll', open.length), { action: { text: t('undo'), run: undo } });
  };
  if (open.length === 0 && held.length > 0) {
    return (
      <Button icon={micIcon} busy={busy} why={offlineReason()} onClick={() => void hold({ held: false })}>
        {busy ? t('sending') : d('letAllSpeak')}
      </Button>
    );
  }
  const why = open.length === 0 ? d('nobodyToMute') : offlineReason();
  return (
    <Button icon={micOffIcon} busy={busy} why={why} onClick={() => void mute()}>
      {busy ? t('sending') : d('muteAll')}
    </Button>
  );
}
