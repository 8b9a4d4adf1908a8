import { batch, computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Values } from './protocol.gen';
import { same } from './same';

type Kind = 'item' | 'document' | 'person' | 'ballot' | 'media' | 'substitution';

/** The type of the value under a key. */
export type ValueOf<K extends keyof Values> = Exclude<Values[K], undefined>;

/**
 * What is true in the meeting, one signal a key: whoever reads a key is rendered anew when its value changes, and for
 * no other reason. A value that arrives again unchanged changes nothing.
 */
export class Store {
  readonly #signals = new Map<string, Signal<unknown>>();
  readonly #ids = new Map<string, Signal<readonly string[]>>();
  readonly #changes = signal(0);

  /** The value under key, undefined as long as nothing was told of it. */
  value<K extends keyof Values>(key: K): ReadonlySignal<ValueOf<K> | undefined> {
    return this.#signal(key) as ReadonlySignal<ValueOf<K> | undefined>;
  }

  /** The ids of everything of one kind that is known, in no order of meaning. */
  ids(kind: Kind): ReadonlySignal<readonly string[]> {
    return this.#list(kind);
  }

  /** Everything of one kind. Whoever reads it is rendered anew when any of it changes. */
  all<K extends Kind>(kind: K): ValueOf<`${K}/${string}`>[] {
    const found: ValueOf<`${K}/${string}`>[] = [];
    for (const id of this.#list(kind).value) {
      const value = this.#signal(`${kind}/${id}`).value;
      if (value !== undefined) found.push(value as ValueOf<`${K}/${string}`>);
    }
    return found;
  }

  /** Rises with every change of any key. */
  readonly changes: ReadonlySignal<number> = computed(() => this.#changes.value);

  /** Takes set and drops del. */
  apply(set: Values = {}, del: readonly string[] = []): void {
    batch(() => {
      for (const [key, value] of Object.entries(set)) this.#put(key, value);
      for (const key of del) this.#put(key, undefined);
    });
  }

  /** Takes set for all that is true, and forgets the rest. */
  replace(set: Values): void {
    batch(() => {
      for (const [key, held] of this.#signals) {
        if (held.peek() !== undefined && !(key in set)) this.#put(key, undefined);
      }
      this.apply(set);
    });
  }

  /** All values by their keys, as they would be told. */
  snapshot(): Values {
    const values: Record<string, unknown> = {};
    for (const [key, held] of this.#signals) {
      if (held.peek() !== undefined) values[key] = held.peek();
    }
    return values as Values;
  }

  #signal(key: string): Signal<unknown> {
    let held = this.#signals.get(key);
    if (!held) this.#signals.set(key, (held = signal<unknown>(undefined)));
    return held;
  }

  #list(kind: string): Signal<readonly string[]> {
    let list = this.#ids.get(kind);
    if (!list) this.#ids.set(kind, (list = signal<readonly string[]>([])));
    return list;
  }

  #put(key: string, value: unknown): void {
    const held = this.#signal(key);
    const before = held.peek();
    if (same(before, value)) return;
    held.value = value;
    this.#changes.value++;
    const slash = key.indexOf('/');
    if (slash < 0 || (before === undefined) === (value === undefined)) return;
    const list = this.#list(key.slice(0, slash));
    const id = key.slice(slash + 1);
    list.value = value === undefined ? list.peek().filter((other) => other !== id) : [...list.peek(), id];
  }
}
