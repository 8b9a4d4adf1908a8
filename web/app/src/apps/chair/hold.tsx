import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { toast } from '../../ui/toast';

/** As long as chair.css lets the colour run. */
const holdMs = 1_200;

interface HoldProps {
  /** It was held to the end. */
  onHold: () => void;
  /** It was pressed shortly, by a key, or by a device that cannot hold. */
  onAsk: () => void;
  /** Why it cannot be used now. */
  why: string | undefined;
  children: ComponentChildren;
}

/** A button for what cannot be taken back: held it acts, pressed it asks. */
export function HoldToConfirm({ onHold, onAsk, why, children }: HoldProps) {
  const [state, setState] = useState<'idle' | 'holding' | 'done'>('idle');
  useEffect(() => {
    if (state !== 'holding') return undefined;
    const timer = setTimeout(() => {
      setState('done');
      onHold();
    }, holdMs);
    return () => clearTimeout(timer);
    // What is done at the end is what was meant at the beginning.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [state]);
  const letGo = (): void => setState((now) => (now === 'holding' ? 'idle' : now));
  const press = (): void => {
    if (state === 'done') setState('idle'); // the click that ends a hold
    else if (why) toast(why, { kind: 'warn' });
    else onAsk();
  };
  return (
    <button
      type="button"
      class={`button danger hold ${state}`}
      aria-disabled={why ? true : undefined}
      title={why}
      onPointerDown={(event) => setState(why === undefined && event.button === 0 ? 'holding' : 'idle')}
      onPointerUp={letGo}
      onPointerLeave={letGo}
      onPointerCancel={letGo}
      onContextMenu={(event) => event.preventDefault()}
      onClick={press}
    >
      <span class="button-text">{children}</span>
    </button>
  );
}
