import { useEffect, useRef, useState } from 'preact/hooks';
import type { DocumentValue } from '../../core/protocol.gen';
import { api, APIError, meetingID } from '../../core/session';
import { online } from '../../core/meeting';
import { explain, t } from '../../locale';
import { Button } from '../../ui/button';

interface Read {
  of: string;
  text?: string;
  error?: APIError;
}

/** The text of a page, for screen readers and for eyes that need it large. It takes the place of the picture. */
export function PageText({ document, page }: { document: DocumentValue; page: number }) {
  const [read, setRead] = useState<Read>({ of: '' });
  const [attempt, setAttempt] = useState(0);
  const article = useRef<HTMLElement>(null);
  const of = `${document.id}/${page}`;
  const up = online.value;

  useEffect(() => {
    let over = false;
    api<{ text: string }>('GET', `/api/meetings/${meetingID}/documents/${document.id}/pages/${page}/text`)
      .then(({ text }) => !over && setRead({ of, text }))
      .catch((error: unknown) => {
        if (!over && error instanceof APIError) setRead({ of, error });
      });
    return () => {
      over = true;
    };
  }, [document.id, page, of, attempt, up]);

  useEffect(() => article.current?.scrollTo(0, 0), [of]);

  const known = read.of === of ? read : undefined;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and keys have to reach it
    <article ref={article} class="page-text" tabIndex={0} aria-label={t('pageOfTitle', document.title, page, document.pages.length)}>
      <h2>{t('pageOfTitle', document.title, page, document.pages.length)}</h2>
      <p class="faint">{t('readTextHint')}</p>
      {known?.error && (
        <>
          <p role="alert">{explain(known.error)}</p>
          <Button onClick={() => setAttempt(attempt + 1)}>{t('retry')}</Button>
        </>
      )}
      {known ? <Paragraphs text={known.text} /> : <p class="faint">{t('loading')}</p>}
    </article>
  );
}

function Paragraphs({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  const parts = paragraphs(text);
  if (parts.length === 0) return <p>{t('textEmpty')}</p>;
  return (
    <div lang="vi">
      {parts.map((part, i) => (
        // Paragraphs have no name but their place.
        // oxlint-disable-next-line react/no-array-index-key
        <p key={i}>{part}</p>
      ))}
    </div>
  );
}

/**
 * The paragraphs of a page's text. Lines that a page breaks in mid-sentence are put together: a line goes on when it
 * does not end a sentence and the next begins with a small letter or a figure.
 */
export function paragraphs(text: string): string[] {
  const found: string[] = [];
  let open = '';
  const shut = (): void => {
    if (open) found.push(open);
    open = '';
  };
  for (const raw of text.split('\n')) {
    const line = raw.replace(/\s+/g, ' ').trim();
    if (!line) {
      shut();
      continue;
    }
    if (open && !(/[^.:;!?]$/.test(open) && /^[\p{Ll}\d(“"–]/u.test(line))) shut();
    open = open ? `${open} ${line}` : line;
  }
  shut();
  return found;
}
