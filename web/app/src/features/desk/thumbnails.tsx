import './present.css';
import { useEffect, useRef } from 'preact/hooks';
import type { DocumentValue } from '../../core/protocol.gen';
import { pageAddress } from '../docs/images';
import { d } from './words';

/** All pages, small; a press turns to one. */
export function Thumbnails(props: { document: DocumentValue; page: number; onTurn: (page: number) => void }) {
  const { document, page, onTurn } = props;
  const current = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    current.current?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [page, document.id]);
  return (
    <ol class="desk-thumbnails" aria-label={d('thumbnails')}>
      {document.pages.map((size, i) => (
        // Pages have no name but their number.
        // oxlint-disable-next-line react/no-array-index-key
        <li key={i}>
          <button
            type="button"
            ref={i + 1 === page ? current : null}
            aria-current={i + 1 === page ? 'page' : undefined}
            aria-label={d('page', i + 1)}
            onClick={() => onTurn(i + 1)}
          >
            <img
              class={size[0] > size[1] ? 'flat' : ''}
              src={pageAddress(document, i + 1, 320)}
              alt=""
              loading="lazy"
              decoding="async"
            />
            <span class="figures">{i + 1}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
