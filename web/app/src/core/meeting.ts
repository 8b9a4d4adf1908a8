import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { setServerNow } from './clock';
import type { Code } from './codes';
import { type Answer, CommandQueue, grace, type Pending } from './commands';
import { Connection, type Link, type Socket } from './conn';
import { forgetMeeting, keepSnapshot, outbox, readSnapshot, type Snapshot } from './keep';
import type {
  AgendaValue,
  AttendanceValue,
  CommandName,
  Commands,
  FloorValue,
  Me,
  MeetingValue,
  PeopleValue,
  PersonValue,
  PresentationValue,
} from './protocol.gen';
import { api, APIError, here, meetingID } from './session';
import { Store } from './store';

/** What is true in the meeting of this page. */
export const store = new Store();

const heldMe = signal<Me | undefined>(undefined);
const heldLink = signal<Link>({ state: 'connecting', since: Date.now() });
const heldStale = signal<number | undefined>(undefined);

/** What is true of the person at this device, once the hub has said it. */
export const me: ReadonlySignal<Me | undefined> = computed(() => heldMe.value);

/** How the line to the hub stands. */
export const link: ReadonlySignal<Link> = computed(() => heldLink.value);

const heldOnline = signal(false);

/** Whether commands can be given now. A line that was lost a moment ago still counts: they wait for it. */
export const online: ReadonlySignal<boolean> = computed(() => heldOnline.value);

/** Set while the page shows what it kept from before, with the time (server's clock) when that was true. */
export const stale: ReadonlySignal<number | undefined> = computed(() => heldStale.value);

/** The values of which there is one. */
export const meeting: ReadonlySignal<MeetingValue | undefined> = store.value('meeting');
export const agenda: ReadonlySignal<AgendaValue | undefined> = store.value('agenda');
export const people: ReadonlySignal<PeopleValue | undefined> = store.value('people');
export const attendance: ReadonlySignal<AttendanceValue | undefined> = store.value('attendance');
export const presentation: ReadonlySignal<PresentationValue | undefined> = store.value('presentation');
export const floor: ReadonlySignal<FloorValue | undefined> = store.value('floor');

/** The person at this device as the others see them. */
export const myself: ReadonlySignal<PersonValue | undefined> = computed(() =>
  heldMe.value ? store.value(`person/${heldMe.value.person}`).value : undefined,
);

/** Whether the role may send the command. The server decides all the same. */
export const can = (name: CommandName): boolean => heldMe.value?.can.includes(name) ?? false;

/** Chair and secretary. */
export const isDesk = (): boolean => heldMe.value?.role === 'chair' || heldMe.value?.role === 'secretary';

/** Whether the person may turn pages for everybody: the desk always, others when the right was given to them. */
export const mayPresent = (): boolean =>
  can('page.turn') && (isDesk() || presentation.value?.presenter === heldMe.value?.person);

let connection: Connection | undefined;
const queue = new CommandQueue((frame) => connection?.send(frame) ?? false, outbox(() => heldMe.peek()?.person));

/** The commands without a reply yet, oldest first. */
export const pending: ReadonlySignal<readonly Pending[]> = queue.pending;

/**
 * Asks for a change. Settles when the server has answered, with what came of it; it never fails. With `keep` the
 * command outlives the app: it is sent again, with the same id, at the next start.
 */
export const send = <N extends CommandName>(name: N, args: Commands[N], keep = false): Promise<Answer> =>
  queue.send(name, args, keep);

const restored = signal<readonly { command: Pending; answer: Answer }[]>([]);

/** What came of commands that an earlier run of the app had left without a reply. */
export const afterwards: ReadonlySignal<readonly { command: Pending; answer: Answer }[]> = computed(
  () => restored.value,
);

/** How long the page waits for the hub before it shows what it kept from before. */
const patience = 900;

/** Joins the meeting of this page's address. Called once, by the app's entry. */
export function join(): void {
  if (connection) return;
  let told = false;
  const listener = {
    values: (set: Parameters<Store['apply']>[0], del: readonly string[], full: boolean) => {
      told = true;
      heldStale.value = undefined;
      if (full) store.replace(set ?? {});
      else store.apply(set, del);
    },
    me: (value: Me) => {
      heldMe.value = value;
    },
    reply: queue.reply.bind(queue),
    now: setServerNow,
    online: () => {
      queue.online();
      restore();
    },
  };
  connection = new Connection(listener, surroundings());
  effect(() => follow(connection?.link.value));
  setTimeout(() => {
    if (!told) void readSnapshot().then((kept) => kept && !told && show(kept));
  }, patience);
  keepSnapshot(store, heldMe, () => told && heldLink.peek().state !== 'ended');
}

let waning: ReturnType<typeof setTimeout> | undefined;

function follow(now: Link | undefined): void {
  if (!now) return;
  heldLink.value = now;
  clearTimeout(waning);
  if (now.state === 'lost') {
    queue.lost(now.since);
    waning = setTimeout(() => {
      heldOnline.value = false;
    }, grace);
    return;
  }
  heldOnline.value = now.state === 'online';
  if (now.state !== 'ended') return;
  queue.end(now.code ?? 'offline');
  // Whoever has no part in the meeting any more keeps nothing of it.
  if (now.code === 'removed' || now.code === 'signed_out') void forgetMeeting(meetingID);
}

/** Takes up the commands that an earlier run of the app has left, as soon as it is known whose they are. */
function restore(): void {
  void queue.restore((command, answer) => {
    restored.value = [...restored.peek(), { command, answer }];
  });
}

function show(kept: Snapshot): void {
  store.replace(kept.values);
  heldMe.value = kept.me;
  heldStale.value = kept.at;
  restore(); // an unanswered ballot is shown as such, also without a line
}

function surroundings(): ConstructorParameters<typeof Connection>[1] {
  const address = new URL(here(`/ws/${meetingID}`), location.href);
  address.protocol = address.protocol.replace('http', 'ws');
  return {
    open: () => new WebSocket(address) as unknown as Socket,
    verdict,
    nudges: (call, lost) => {
      addEventListener('online', call);
      addEventListener('offline', lost);
      addEventListener('pageshow', call);
      document.addEventListener('visibilitychange', () => document.hidden || call());
    },
  };
}

/** Asks without a websocket why there is none. */
async function verdict(): Promise<Code | undefined> {
  try {
    await api('GET', '/api/me');
    const answer = await fetch(here(`/ws/${meetingID}`));
    if (answer.status === 403) return 'removed';
    if (answer.status === 404) return 'meeting_not_found';
  } catch (error) {
    if (error instanceof APIError && error.status === 401) return 'signed_out';
  }
  return undefined;
}
