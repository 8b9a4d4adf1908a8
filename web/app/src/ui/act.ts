import { useCallback, useState } from 'preact/hooks';
import type { Answer } from '../core/commands';
import { online, send } from '../core/meeting';
import type { CommandName, Commands } from '../core/protocol.gen';
import { explain, t } from '../locale';
import { toast } from './toast';

/** Sends a command and tells the user when it was refused. */
export async function act<N extends CommandName>(name: N, args: Commands[N]): Promise<Answer> {
  const answer = await send(name, args);
  if (!answer.ok) toast(explain(answer), { kind: 'error' });
  return answer;
}

/** The same for a button: whether the command is on its way, and what sends it. */
export function useAct<N extends CommandName>(name: N): [busy: boolean, run: (args: Commands[N]) => Promise<Answer>] {
  const [busy, setBusy] = useState(false);
  const run = useCallback(
    async (args: Commands[N]) => {
      setBusy(true);
      try {
        return await act(name, args);
      } finally {
        setBusy(false);
      }
    },
    [name],
  );
  return [busy, run];
}

/** Why nothing can be sent now: the `why` of buttons that need the hub. */
export const offlineReason = (): string | undefined => (online.value ? undefined : t('needsConnection'));
