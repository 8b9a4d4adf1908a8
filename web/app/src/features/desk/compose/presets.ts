import { signal } from '@preact/signals';
import type { Form, Method, Rule, Secrecy } from '../../../core/protocol.gen';
import { api } from '../../../core/session';
import { type BallotForm, changed, forms, methods, secrecies } from './form';
import { rulesFields } from './rule-form';

/** A body's rule as the server keeps it: where a question begins, not what is in force. */
export interface Preset {
  key: string;
  title: { vi: string; en: string };
  note: { vi: string; en: string };
  rule: Rule;
  forms: Form[];
  secrecies: Secrecy[];
  methods: Method[];
  proxies?: boolean;
}

/** The templates, once they came; none when the server has none. */
export const presets = signal<readonly Preset[]>([]);

let asked = false;

/** Asks for the templates once; a question can be written without them, and the next one asks again. */
export async function loadPresets(): Promise<void> {
  if (asked) return;
  asked = true;
  try {
    const { presets: found } = await api<{ presets: Preset[] }>('GET', '/api/ballot-presets');
    presets.value = found.map((one) => ({ ...one, rule: { ...one.rule, preset: one.key } }));
  } catch {
    asked = false;
  }
}

const fit = <K>(value: K, usual: readonly K[], order: readonly K[]): K =>
  usual.includes(value) ? value : (usual.find((one) => order.includes(one)) ?? value);

/** A form with the rule of a template, and put in a way that the template's body uses. */
export function withPreset(f: BallotForm, preset: Preset): BallotForm {
  return changed(f, {
    rule: rulesFields(preset.rule),
    form: fit(f.form, preset.forms, forms),
    secrecy: fit(f.secrecy, preset.secrecies, secrecies),
    method: fit(f.method, preset.methods, methods),
  });
}

/** What of a form the template's body does not use. */
export function unusual(f: BallotForm, preset: Preset): ('form' | 'secrecy' | 'method')[] {
  return [
    ...(preset.forms.includes(f.form) ? [] : (['form'] as const)),
    ...(preset.secrecies.includes(f.secrecy) ? [] : (['secrecy'] as const)),
    ...(preset.methods.includes(f.method) ? [] : (['method'] as const)),
  ];
}
