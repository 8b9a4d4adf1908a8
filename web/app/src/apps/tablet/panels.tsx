import { t } from '../../locale';
import { AgendaList } from '../../features/agenda/agenda';
import { PeopleList } from '../../features/people/people';
import { openDocument, presented } from '../../features/present/reader';
import { SpeakFoot, SpeakPanel } from '../../features/speak/speak';
import { BallotList } from '../../features/vote/ballots';
import { Drawer } from '../../ui/drawer';
import { panel, read } from './view';

const close = (): void => {
  panel.value = undefined;
};

/** What stands beside the page. */
export function Panels() {
  switch (panel.value) {
    case 'agenda':
      return (
        <Drawer key="agenda" title={t('agenda')} onClose={close}>
          <AgendaList onOpen={read} open={openDocument.value?.id} presented={presented.value?.document} />
        </Drawer>
      );
    case 'speakers':
      return (
        <Drawer key="speakers" title={t('speakers')} onClose={close} foot={<SpeakFoot />}>
          <SpeakPanel />
        </Drawer>
      );
    case 'voting':
      return (
        <Drawer key="voting" title={t('voting')} onClose={close}>
          <BallotList />
        </Drawer>
      );
    case 'people':
      return (
        <Drawer key="people" title={t('people')} onClose={close}>
          <PeopleList />
        </Drawer>
      );
    case undefined:
      return null;
  }
}
