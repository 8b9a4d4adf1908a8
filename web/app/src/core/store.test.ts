import { effect } from '@preact/signals';
import { describe, expect, it } from 'vitest';
import type { PersonValue } from './protocol.gen';
import { Store } from './store';

const person = (id: string, name = 'Trần Văn An'): PersonValue => ({ id, name, role: 'delegate' });

function watch(read: () => unknown): () => number {
  let runs = 0;
  effect(() => {
    read();
    runs++;
  });
  return () => runs;
}

describe('the store', () => {
  it('wakes only those who read what changed', () => {
    const store = new Store();
    const scene = watch(() => store.value('scene').value);
    const one = watch(() => store.value('person/1').value);
    const two = watch(() => store.value('person/2').value);
    store.apply({ 'person/1': person('1') });
    expect([scene(), one(), two()]).toEqual([1, 2, 1]);
    store.apply({ scene: { scene: 'agenda' }, 'person/2': person('2') });
    expect([scene(), one(), two()]).toEqual([2, 2, 2]);
  });

  it('lets an equal value pass without a word', () => {
    const store = new Store();
    store.apply({ 'person/1': person('1') });
    const runs = watch(() => store.value('person/1').value);
    store.apply({ 'person/1': person('1') });
    store.replace({ 'person/1': person('1') });
    expect(runs()).toBe(1);
    store.apply({ 'person/1': person('1', 'Lê Thị Ánh') });
    expect(runs()).toBe(2);
  });

  it('knows what there is of a kind', () => {
    const store = new Store();
    store.apply({ 'person/1': person('1'), 'person/2': person('2'), agenda: { order: [] } });
    const runs = watch(() => store.ids('person').value);
    expect(store.ids('person').value).toEqual(['1', '2']);
    store.apply({ 'person/1': person('1', 'Lê Thị Ánh') });
    expect(runs()).toBe(1);
    store.apply({}, ['person/1']);
    expect(store.ids('person').value).toEqual(['2']);
    expect(store.value('person/1').value).toBeUndefined();
    expect(store.all('person')).toEqual([person('2')]);
    expect(runs()).toBe(2);
  });

  it('forgets what a full state does not name', () => {
    const store = new Store();
    store.apply({ scene: { scene: 'blank' }, 'person/1': person('1') });
    store.replace({ 'person/2': person('2') });
    expect(store.snapshot()).toEqual({ 'person/2': person('2') });
    expect(store.ids('person').value).toEqual(['2']);
  });

  it('drops what it never had without harm', () => {
    const store = new Store();
    store.apply({}, ['person/9', 'scene']);
    expect(store.snapshot()).toEqual({});
    expect(store.changes.value).toBe(0);
  });

  it('tells of several values at once', () => {
    const store = new Store();
    const seen: unknown[] = [];
    effect(() => {
      seen.push([store.value('scene').value?.scene, store.value('agenda').value?.current]);
    });
    store.apply({ scene: { scene: 'agenda' }, agenda: { order: ['a'], current: 'a' } });
    expect(seen).toEqual([
      [undefined, undefined],
      ['agenda', 'a'],
    ]);
  });
});
