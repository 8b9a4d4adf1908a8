import { useEffect, useState } from 'preact/hooks';
import { link, meeting } from '../../core/meeting';
import { api, meetingID } from '../../core/session';

/** How often a media server that would not let the site in is asked again, in milliseconds. */
const again = 4_000;

/** Whether the media server would let the site in; undefined until it has answered. */
export function useMediaLine(): boolean | undefined {
  const [open, setOpen] = useState<boolean>();
  const up = link.value.state === 'online';
  const phase = meeting.value?.phase;
  useEffect(() => {
    if (!up) return undefined;
    let over = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (): Promise<void> => {
      const answer = await answers();
      if (over) return;
      setOpen(answer);
      if (!answer) timer = setTimeout(() => void ask(), again);
    };
    void ask();
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [up, phase]);
  return up ? open : undefined;
}

/** A media server says over HTTP whether it would take a token: no connection has to be made for that. */
async function answers(): Promise<boolean> {
  try {
    const { url, token } = await api<{ url: string; token: string }>('POST', `/api/meetings/${meetingID}/media-token`);
    const address = new URL('/rtc/validate', url.replace(/^ws/, 'http'));
    address.searchParams.set('access_token', token);
    return (await fetch(address)).ok;
  } catch {
    return false;
  }
}
