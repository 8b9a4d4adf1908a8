import { boot } from '../../boot';
import { join, meeting } from '../../core/meeting';
import { followTitle } from '../../core/title';
import { bringAll } from '../../features/desk/later';
import { keepOwnVote } from '../../features/desk/own-vote';
import { keepPlace } from '../../features/present/reader';
import { Secretary } from './secretary';
import { t } from './words';

join();
keepPlace();
keepOwnVote();
followTitle(() => [t('title'), meeting.value?.title].filter(Boolean).join(' · '));
boot(<Secretary />);
bringAll();
