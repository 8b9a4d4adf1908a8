import { useState } from 'preact/hooks';
import { newID } from '../../../core/commands';
import { store } from '../../../core/meeting';
import type { Method, Secrecy } from '../../../core/protocol.gen';
import { Button, IconButton } from '../../../ui/button';
import { Checkbox, Select } from '../../../ui/field';
import { plusIcon, trash2Icon } from '../../../ui/icons';
import { nameOf } from '../../people/names';
import { byDevice, groups, splitKey } from '../ballots';
import { PersonPicker } from '../person-picker';
import { d } from '../words';
import { changed, type FormError, hindrance, methods, secrecies, takesTellers, usualThreshold } from './form';
import { Choices, type PartProps, Step, Wrong } from './part';
import { c } from './words';

const errors: readonly FormError[] = ['hands_secret', 'keys_without_device', 'tellers', 'tellers_many', 'threshold', 'group_live'];

/** What becomes known of who chose what, how votes are given, and who counts. */
export function WayPart(props: PartProps & { fixed: boolean }) {
  const { form, edit, shown, refusal, tried } = props;
  const why = (more: { secrecy?: Secrecy; method?: Method }): string | undefined => {
    const found = hindrance(form, more);
    return found && c(`wrong_${found}`);
  };
  return (
    <Step
      title={c('wayPart')}
      now={[d(`secrecy_${form.secrecy}`), d(`method_${form.method}`)].join(' · ')}
      wrong={errors.some((one) => shown(one)) || refusal('way') !== undefined}
      tried={tried}
    >
      <div class="compose-two">
        <Choices<Secrecy>
          label={c('secrecy')}
          value={form.secrecy}
          options={secrecies.map((key) => ({
            key,
            title: d(`secrecy_${key}`),
            text: c(`secrecyText_${key}`),
            why: why({ secrecy: key }),
          }))}
          onChange={(secrecy) => edit(changed(form, { secrecy }))}
        />
        <Choices<Method>
          label={c('method')}
          value={form.method}
          options={methods.map((key) => ({ key, title: d(`method_${key}`), text: c(`methodText_${key}`), why: why({ method: key }) }))}
          onChange={(method) => edit(changed(form, { method }))}
        />
      </div>
      <Wrong text={shown('hands_secret') ?? shown('keys_without_device') ?? refusal('way')} />
      {byDevice(form.method) && (
        <Checkbox
          label={c('allowChange')}
          hint={c('allowChangeHint')}
          checked={form.allowChange}
          onChange={(allowChange) => edit({ ...form, allowChange })}
        />
      )}
      {takesTellers(form) && <Tellers {...props} />}
      {!props.fixed && <Linked {...props} />}
    </Step>
  );
}

/** Which other questions it is declared with. A repeat stays with those of the round before it. */
function Linked({ form, edit, shown }: PartProps) {
  const [own] = useState(newID);
  const there = groups(store.all('ballot'));
  const fresh = form.group && !there.some(({ id }) => id === form.group) ? form.group : own;
  return (
    <Select
      label={c('group')}
      hint={c('groupHint')}
      error={shown('group_live')}
      value={form.group}
      options={[
        { key: '', title: c('groupNone') },
        ...there.map(({ id, first, n }) => ({ key: id, title: c('groupWith', first, n) })),
        { key: fresh, title: c('groupNew') },
      ]}
      onChange={(group) => edit({ ...form, group })}
    />
  );
}

/** Who counts, or holds the parts of the key, and how many of them open it. */
function Tellers({ form, edit, shown }: PartProps) {
  const [picking, setPicking] = useState(false);
  const split = splitKey(form);
  const n = form.tellers.length;
  const counts = Array.from({ length: Math.max(0, n - 1) }, (_, i) => String(i + 2));
  return (
    <div class="compose-tellers">
      <p class="desk-strong">{c('tellers')}</p>
      <p class="faint">{split ? c('tellersOfKey') : c('tellersOfCount')}</p>
      <Wrong text={shown('tellers') ?? shown('tellers_many')} />
      <ul>
        {form.tellers.map((id) => (
          <li key={id}>
            <span>{nameOf(id)}</span>
            <IconButton
              kind="ghost"
              icon={trash2Icon}
              label={c('removeTeller', nameOf(id))}
              onClick={() =>
                edit({
                  ...form,
                  tellers: form.tellers.filter((one) => one !== id),
                  // As many as are left cannot be asked for more than they are.
                  threshold: Number(form.threshold) < n ? form.threshold : '',
                })
              }
            />
          </li>
        ))}
      </ul>
      <div class="desk-buttons">
        <Button icon={plusIcon} onClick={() => setPicking(true)}>
          {c('addTeller')}
        </Button>
      </div>
      {split && counts.length > 0 && (
        <Select
          label={c('threshold_k')}
          hint={c('thresholdHint')}
          error={shown('threshold')}
          value={form.threshold || String(usualThreshold(n))}
          options={counts.map((key) => ({ key, title: c('kOfN', Number(key), n) }))}
          onChange={(threshold) => edit({ ...form, threshold })}
        />
      )}
      {picking && (
        <PersonPicker
          title={c('addTeller')}
          hint={split ? c('tellersOfKey') : c('tellersOfCount')}
          fits={(one) => one.role !== 'screen' && !form.tellers.includes(one.id)}
          why={() => undefined}
          verb={c('pick')}
          onPick={(one) => {
            edit({ ...form, tellers: [...form.tellers, one.id] });
            return Promise.resolve();
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </div>
  );
}
