import './present.css';
import { useRef, useState } from 'preact/hooks';
import { can, meeting, presentation, store } from '../../core/meeting';
import type { DocumentValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { offlineReason, useAct } from '../../ui/act';
import { Button } from '../../ui/button';
import {
  eyeIcon,
  layoutGridIcon,
  presentationIcon,
  undo2Icon,
  userCheckIcon,
} from '../../ui/icons';
import { EmptyState, Pill } from '../../ui/parts';
import { items } from '../agenda/items';
import { PageText } from '../docs/text';
import { Toolbar } from '../docs/toolbar';
import { Viewer, type ViewerHandle } from '../docs/viewer';
import { nameOf } from '../people/names';
import { following, isShowable, open as look, openDocument, place, present, presented, rejoin, turn } from '../present/reader';
import { presentReason } from './agenda-panel';
import { PersonPicker } from './person-picker';
import { StopButton } from './stop-button';
import { Thumbnails } from './thumbnails';
import { d } from './words';

/**
 * A document on a stage. As long as it is the one that is presented, a page that is turned here is turned for
 * everybody; another one is looked at alone until it is presented.
 */
export function PresentPanel() {
  const viewer = useRef<ViewerHandle | null>(null);
  const [text, setText] = useState(false);
  const [small, setSmall] = useState(true);
  const document = openDocument.value;
  const page = place.value?.page ?? 1;
  if (!document || !isShowable(document)) return <Nothing />;
  return (
    <section class="desk-present" aria-label={d('presentation')}>
      <Strip document={document} page={page} />
      <div class="desk-stage">
        {small && document.pages.length > 1 && <Thumbnails document={document} page={page} onTurn={turn} />}
        {text ? (
          <PageText document={document} page={page} />
        ) : (
          <Viewer document={document} page={page} onTurn={turn} handle={viewer} />
        )}
      </div>
      <Toolbar document={document} page={page} onTurn={turn} viewer={viewer} text={text} onText={setText}>
        <Button icon={layoutGridIcon} pressed={small} onClick={() => setSmall(!small)}>
          {d('thumbnails')}
        </Button>
      </Toolbar>
    </section>
  );
}

/** What can be shown, where nothing is. */
function Nothing() {
  const documents = items().flatMap((item, i) =>
    item.documents.flatMap((id) => {
      const document = store.value(`document/${id}`).value;
      return document && isShowable(document) ? { document, number: i + 1 } : [];
    }),
  );
  return (
    <section class="desk-present empty-stage" aria-label={d('presentation')}>
      <EmptyState icon={presentationIcon} title={t('nothingPresented')} hint={d('choosePaper')}>
        <ul class="desk-papers">
          {documents.map(({ document, number }) => (
            <li key={document.id}>
              <Button wide onClick={() => look(document.id)}>
                {`${number}. ${document.title}`}
              </Button>
            </li>
          ))}
        </ul>
      </EmptyState>
    </section>
  );
}

/** Above the stage: who sees it, and what can be done about that. */
function Strip({ document, page }: { document: DocumentValue; page: number }) {
  const shown = presented.value;
  const shared = following.value && shown !== undefined;
  const over = meeting.value?.phase === 'closed';
  return (
    <div class={`desk-strip ${shared ? 'shared' : ''}`}>
      <div class="desk-strip-text">
        <h2>{document.title}</h2>
        {shared ? (
          <Pill kind="gold" icon={presentationIcon}>
            {d('everybodySees')}
          </Pill>
        ) : (
          <Pill icon={eyeIcon}>{d('onlyYouSee')}</Pill>
        )}
      </div>
      <div class="desk-buttons">
        {shared ? (
          <StopButton />
        ) : (
          <>
            {shown && (
              <Button icon={undo2Icon} onClick={rejoin}>
                {d('toPresented')}
              </Button>
            )}
            {!over && <ShowButton document={document} page={page} />}
          </>
        )}
        {!over && <GiveButton />}
      </div>
    </div>
  );
}

function ShowButton({ document, page }: { document: DocumentValue; page: number }) {
  const [busy, setBusy] = useState(false);
  if (!can('presentation.start')) return null;
  const go = async (): Promise<void> => {
    setBusy(true);
    await present(document.id, page);
    setBusy(false);
  };
  return (
    <Button kind="primary" icon={presentationIcon} busy={busy} why={presentReason()} onClick={() => void go()}>
      {busy ? t('sending') : d('presentThisPage')}
    </Button>
  );
}

/** Lets one more person turn the pages, or takes that back. */
function GiveButton() {
  const [busy, give] = useAct('presentation.give');
  const [asking, setAsking] = useState(false);
  const holder = presentation.value?.presenter;
  if (!can('presentation.give')) return null;
  if (holder) {
    return (
      <Button icon={undo2Icon} busy={busy} why={offlineReason()} onClick={() => void give({})}>
        {busy ? t('sending') : d('takeBackPresenter', nameOf(holder))}
      </Button>
    );
  }
  return (
    <>
      <Button icon={userCheckIcon} why={offlineReason()} onClick={() => setAsking(true)}>
        {d('givePresenter')}
      </Button>
      {asking && (
        <PersonPicker
          title={d('givePresenterTitle')}
          hint={d('givePresenterHint')}
          fits={(one) => one.role === 'delegate' || one.role === 'unit'}
          why={() => undefined}
          verb={d('give')}
          onPick={async (one) => {
            const answer = await give({ person: one.id });
            if (answer.ok) setAsking(false);
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
