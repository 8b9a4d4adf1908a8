import { computed, effect, type ReadonlySignal, signal } from '@preact/signals';
import { meeting } from '../../core/meeting';
import type { Phase } from '../../core/protocol.gen';
import { following, open, place, presented } from '../../features/present/reader';

/** What fills the page: the meeting as a whole, or a document. */
export type View = 'overview' | 'reader';

/** What stands beside it. */
export type Panel = 'agenda' | 'speakers' | 'voting' | 'people';

const chosen = signal<View | undefined>(undefined);

export const panel = signal<Panel | undefined>(undefined);

/** Before somebody chooses: the document once there is one to read in a session, the meeting otherwise. */
export function usual(phase: Phase | undefined, isPresented: boolean, hasPlace: boolean): View {
  if (isPresented) return 'reader';
  return hasPlace && (phase === 'in_session' || phase === 'paused') ? 'reader' : 'overview';
}

export const view: ReadonlySignal<View> = computed(
  () => chosen.value ?? usual(meeting.value?.phase, presented.value !== undefined, place.value !== undefined),
);

export const show = (wanted: View): void => {
  chosen.value = wanted;
};

export const toggle = (wanted: Panel): void => {
  panel.value = panel.peek() === wanted ? undefined : wanted;
};

/** Opens a document and shows it. */
export function read(document: string): void {
  open(document);
  chosen.value = 'reader';
}

/** The choice ends when something begins that everybody looks at: a session, its end, a document that is presented. */
export function watchView(): void {
  const sitting = computed(() => {
    const phase = meeting.value?.phase;
    return phase === 'paused' ? 'in_session' : phase;
  });
  effect(() => {
    if (sitting.value) chosen.value = undefined;
  });
  const document = computed(() => presented.value?.document);
  effect(() => {
    if (document.value && following.peek()) chosen.value = undefined;
  });
}
