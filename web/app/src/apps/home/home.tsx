import './home.css';
import { useEffect, useState } from 'preact/hooks';
import { account, type Account, APIError } from '../../core/session';
import { explain, t } from '../../locale';
import { Button } from '../../ui/button';
import { Frame } from '../../ui/frame';
import { circleAlertIcon, refreshCwIcon } from '../../ui/icons';
import { EmptyState } from '../../ui/parts';
import { asked } from './address';
import { Entering } from './entering';
import { later } from '../../features/desk/later';
import { Meetings } from './meetings';
import { SignIn } from './sign-in';
import { w } from './words';

/** The start page: my meetings, or the ways in. */
export function Home() {
  const what = asked(location.pathname, location.search);
  if (what.token) {
    return (
      <Frame title={w('title_enter')}>
        <Entering token={what.token} />
      </Frame>
    );
  }
  return <Start {...what} />;
}

const Accounts = later(async () => (await import('./accounts/accounts')).Accounts);

type State = { at: 'asking' } | { at: 'in'; account: Account } | { at: 'out' } | { at: 'failed'; error: APIError };

function Start({ next, why, code, accounts }: ReturnType<typeof asked>) {
  const [state, setState] = useState<State>({ at: 'asking' });
  const ask = (): void => {
    setState({ at: 'asking' });
    account()
      .then((mine) => setState({ at: 'in', account: mine }))
      .catch((error: unknown) => {
        if (!(error instanceof APIError)) return;
        setState(error.code === 'signed_out' ? { at: 'out' } : { at: 'failed', error });
      });
  };
  useEffect(ask, []);
  switch (state.at) {
    case 'asking':
      return (
        <Frame title={t('product')}>
          <p class="home-waiting" aria-busy="true">
            {t('loading')}
          </p>
        </Frame>
      );
    case 'failed':
      return (
        <Frame title={t('product')}>
          <EmptyState icon={circleAlertIcon} title={explain(state.error)}>
            <Button icon={refreshCwIcon} onClick={ask}>
              {t('retry')}
            </Button>
          </EmptyState>
        </Frame>
      );
    case 'out':
      return (
        <Frame title={w('title_signIn')}>
          <SignIn next={next} why={why} code={code} />
        </Frame>
      );
    case 'in':
      if (accounts && state.account.admin) {
        return (
          <Frame title={w('accounts')}>
            <Accounts me={state.account.person} />
          </Frame>
        );
      }
      return (
        <Frame title={w('title_home')}>
          <Meetings account={state.account} why={accounts ? 'admins_only' : why} />
        </Frame>
      );
  }
}
