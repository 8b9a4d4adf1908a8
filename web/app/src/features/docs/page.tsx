import { useEffect, useState } from 'preact/hooks';
import { online } from '../../core/meeting';
import type { DocumentValue } from '../../core/protocol.gen';
import { explain, t } from '../../locale';
import { Button } from '../../ui/button';
import { circleAlertIcon, Icon, refreshCwIcon, wifiOffIcon } from '../../ui/icons';
import { isReady, load, pageAddress, PictureError, prefetch } from './images';
import type { Width } from './view';

/** How long nothing is said of a page that is on its way. */
const unnoticed = 250;

interface PageProps {
  document: DocumentValue;
  page: number;
  width: Width;
}

/** One page's picture, or in its place the word that it is coming or why it is not. It fills its parent. */
export function Page({ document, page, width }: PageProps) {
  const picture = usePicture(document, page, width);
  const text = t('pageOfTitle', document.title, page, document.pages.length);
  if (picture.shown) return <img class="page-image" src={picture.shown} alt={text} draggable={false} />;
  if (picture.error) return <Failed error={picture.error} retry={picture.retry} />;
  return <p class="page-note">{picture.slow ? t('pageLoading') : ''}</p>;
}

function Failed({ error, retry }: { error: PictureError; retry: () => void }) {
  const away = error.code === 'offline';
  return (
    <div class="page-note" role="alert">
      <Icon of={away ? wifiOffIcon : circleAlertIcon} />
      <p>
        <strong>{t('pageFailed')}</strong>
      </p>
      <p>{away ? t('pageOffline') : explain(error)}</p>
      <Button icon={refreshCwIcon} onClick={retry}>
        {t('retry')}
      </Button>
    </div>
  );
}

interface Picture {
  /** The address of what is shown. */
  shown?: string;
  error?: PictureError;
  slow: boolean;
}

/** Brings a page's picture. A wider one of the same page replaces the narrower when it is there, not before. */
function usePicture(document: DocumentValue, page: number, width: Width): Picture & { retry: () => void } {
  const address = pageAddress(document, page, width);
  const [state, setState] = useState<Picture & { of: string }>({ of: '', slow: false });
  const [attempt, setAttempt] = useState(0);
  const of = `${document.file}/${page}`;
  const up = online.value;

  useEffect(() => {
    let over = false;
    const set = (next: Picture): void => {
      if (!over) setState({ ...next, of });
    };
    const slowly = setTimeout(() => !over && setState((s) => (s.of === of ? s : { of, slow: true })), unnoticed);
    load(address)
      .then(() => {
        set({ shown: address, slow: false });
        prefetch(neighbours(document, page, width));
      })
      .catch((error: unknown) => {
        if (error instanceof PictureError) set({ error, slow: false });
      })
      .finally(() => clearTimeout(slowly));
    return () => {
      over = true;
      clearTimeout(slowly);
    };
    // The document's title and progress do not change its pictures; a line that is back is worth another attempt.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [address, attempt, up]);

  const retry = (): void => setAttempt(attempt + 1);
  // What was fetched beforehand is shown in the same frame, without waiting for the effect.
  if (isReady(address)) return { shown: address, slow: false, retry };
  return state.of === of ? { ...state, retry } : { slow: false, retry };
}

function neighbours(document: DocumentValue, page: number, width: Width): string[] {
  return [page + 1, page - 1, page + 2]
    .filter((n) => n >= 1 && n <= document.pages.length)
    .map((n) => pageAddress(document, n, width));
}
