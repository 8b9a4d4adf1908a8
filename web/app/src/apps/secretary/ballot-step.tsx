import { VotingPanel } from '../../features/desk/voting-panel';
import { Page } from './page';
import { t } from './words';

/** The questions of the meeting, written before it begins. */
export function BallotStep() {
  return (
    <Page step="ballots">
      <p class="soft">{t('ballotStepHint')}</p>
      <div class="sec-ballots">
        <VotingPanel />
      </div>
    </Page>
  );
}
