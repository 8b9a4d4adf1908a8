import { useEffect, useRef, useState } from 'preact/hooks';
import { store } from '../../core/meeting';
import { load, pageAddress, prefetch } from '../../features/docs/images';
import { currentItem, numberOf } from '../../features/agenda/items';
import { t } from '../../locale';
import { w } from './words';

/** The width of the pictures on a wall: sharp on 4K, decoded only one or two at a time. */
const width = window.innerWidth * window.devicePixelRatio > 2000 ? 2400 : 1600;

/** What is wider than high by this much less is an upright page. */
const upright = 0.95;

interface Picture {
  address: string;
  text: string;
  page: number;
}

/** Whether a page stands upright on a wall that lies: then the page takes the whole height, and words stand beside it. */
export function isTall(id: string, page: number): boolean {
  const [wide = 1, high = 1] = store.value(`document/${id}`).value?.pages[page - 1] ?? [];
  return wide / high < upright;
}

/** The page that is presented. A page is shown when it is decoded; until then the one before stays. */
export function DocumentScene({ id, page }: { id: string; page: number }) {
  const [shown, before] = usePicture(id, page);
  const document = store.value(`document/${id}`).value;
  const item = currentItem();
  const sheet = useRef<HTMLDivElement>(null);
  const [wide, high] = document?.pages[page - 1] ?? [1, 1];
  useEffect(() => sheet.current?.style.setProperty('--ratio', (wide / high).toFixed(4)), [wide, high]);
  return (
    <section class="scene document-scene">
      <p class="wall-caption">
        {item && <strong>{w('item', numberOf(item.id))}</strong>}
        <span class="wall-caption-title">{document?.title ?? ''}</span>
        {document && <span class="figures">{w('pageOf', shown?.page ?? page, document.pages.length)}</span>}
      </p>
      <div class="wall-page" ref={sheet}>
        {before && <img key={before.address} class="leaving" src={before.address} alt="" />}
        {shown && <img key={shown.address} class="coming" src={shown.address} alt={shown.text} />}
      </div>
    </section>
  );
}

/** The picture to show and the one it replaces, which stays below it for the moment of the change. */
function usePicture(id: string, page: number): [Picture | undefined, Picture | undefined] {
  const document = store.value(`document/${id}`).value;
  const [pair, setPair] = useState<[Picture | undefined, Picture | undefined]>([undefined, undefined]);
  const address = document ? pageAddress(document, page, width) : undefined;
  useEffect(() => {
    if (!document || !address) return undefined;
    let over = false;
    let again: ReturnType<typeof setTimeout> | undefined;
    const bring = async (): Promise<void> => {
      try {
        await load(address);
      } catch {
        again = setTimeout(() => void bring(), 2_000); // nobody is there to press a button
        return;
      }
      if (over) return;
      const next = { address, page, text: t('pageOfTitle', document.title, page, document.pages.length) };
      setPair(([last]) => [next, last?.address === address ? undefined : last]);
      prefetch(
        [page + 1, page - 1]
          .filter((n) => n >= 1 && n <= document.pages.length)
          .map((n) => pageAddress(document, n, width)),
      );
    };
    void bring();
    return () => {
      over = true;
      clearTimeout(again);
    };
    // A page's picture depends on nothing else of the document.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [address]);
  return pair;
}
