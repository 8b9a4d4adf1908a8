import { copyIcon } from '../../../ui/icons';
import { Button } from '../../../ui/button';
import { Dialog } from '../../../ui/dialog';
import { toast } from '../../../ui/toast';
import { a } from './words';

/** A password for one use, shown this once. */
export function Secret({ name, login, secret, onClose }: { name: string; login: string; secret: string; onClose: () => void }) {
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(secret);
      toast(a('copied'), { kind: 'ok' });
    } catch {
      toast(a('copyByHand'), { kind: 'warn' }); // the browser forbids it outside of a secure context
    }
  };
  return (
    <Dialog
      title={a('secretTitle', name)}
      size="small"
      firm
      onClose={onClose}
      actions={
        <>
          <Button icon={copyIcon} onClick={() => void copy()}>
            {a('copy')}
          </Button>
          <Button kind="primary" onClick={onClose}>
            {a('done')}
          </Button>
        </>
      }
    >
      <p class="soft">{login}</p>
      <p>
        <code class="account-secret">{secret}</code>
      </p>
      <p class="soft">{a('secretHint')}</p>
    </Dialog>
  );
}
