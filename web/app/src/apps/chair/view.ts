import { signal } from '@preact/signals';

export type Tab = 'agenda' | 'present' | 'floor' | 'voting';

/** Whether the stage takes the place of two columns; which tab is open where there is no room for columns. */
export const stage = signal(false);
export const tab = signal<Tab>('agenda');

/** The list of people, beside the work. */
export const peopleOpen = signal(false);

/** Brings a document before the chair. */
export function showStage(): void {
  stage.value = true;
  tab.value = 'present';
}
