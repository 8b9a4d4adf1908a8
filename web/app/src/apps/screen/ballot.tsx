import { useEffect, useRef } from 'preact/hooks';
import { percent } from '../../core/format';
import type { BallotValue, Choice, Tally } from '../../core/protocol.gen';
import { numberOf } from '../../features/agenda/items';
import { citationWords, ruleWords } from '../../features/vote/rule';
import { t } from '../../locale';
import { circleCheckIcon, circleIcon, Icon } from '../../ui/icons';
import { Countdown } from '../../ui/timer';
import { useFit } from './fit';
import { w } from './words';

/** A ballot, from its question to its result. */
export function BallotScene({ ballot }: { ballot: BallotValue }) {
  const { tally } = ballot;
  return ballot.state === 'declared' && tally ? <Result ballot={ballot} tally={tally} /> : <Question ballot={ballot} />;
}

/** What is put to the vote. While it runs the wall says how many ballots are recorded, and nothing of what they say. */
function Question({ ballot }: { ballot: BallotValue }) {
  const open = ballot.state === 'open';
  const scene = useFit();
  return (
    <section class="scene calm ballot-scene" ref={scene}>
      <Kicker ballot={ballot} text={open ? w('voting') : w('counting')} />
      <h2 class="scene-title">{ballot.question}</h2>
      <p class="wall-recorded">
        <span class="wall-count figures">{w('of', ballot.recorded, ballot.electors)}</span> {w('recorded')}
      </p>
      <Bar part={ballot.recorded} whole={ballot.electors} />
      {open && ballot.closes && (
        <p class="scene-timer">
          <Countdown until={ballot.closes} />
        </p>
      )}
      <p class="scene-facts">{ruleWords(ballot.rule)}</p>
    </section>
  );
}

function Kicker({ ballot, text }: { ballot: BallotValue; text: string }) {
  const item = numberOf(ballot.item);
  return (
    <p class="scene-kicker">
      {[item > 0 && w('item', item), ballot.round > 1 && w('round', ballot.round), text].filter(Boolean).join(' · ')}
    </p>
  );
}

/** A declared result: in words first, then in figures with the base they are measured against. */
function Result({ ballot, tally }: { ballot: BallotValue; tally: Tally }) {
  const scene = useFit();
  const passed = tally.outcome === 'passed';
  return (
    <section class="scene result-scene" ref={scene}>
      <Kicker ballot={ballot} text={w('result')} />
      <h2 class="scene-title">{ballot.question}</h2>
      <p class={`wall-outcome ${tally.outcome}`}>
        <Icon of={passed ? circleCheckIcon : circleIcon} />
        {t(`outcome_${tally.outcome}`)}
      </p>
      <div class="wall-results">
        {ballot.options.map((choice) => (
          <Line key={choice} choice={choice} tally={tally} />
        ))}
        {tally.not_cast > 0 && (
          <p class="wall-line soft">
            <span>{w('notCast')}</span>
            <span />
            <span class="figures">{tally.not_cast}</span>
            <span />
          </p>
        )}
      </div>
      <p class="scene-facts">
        {ruleWords(ballot.rule)}. {t('needed', tally.needed, tally.base)}.
        {ballot.rule.citation && <span class="wall-citation"> {citationWords(ballot.rule)}</span>}
      </p>
    </section>
  );
}

function Line({ choice, tally }: { choice: Choice; tally: Tally }) {
  const count = tally.counts[choice];
  return (
    <p class="wall-line">
      <span>{t(`choice_${choice}`)}</span>
      <Bar part={count} whole={tally.base} />
      <span class="figures wall-figure">{count}</span>
      <span class="figures">{percent(count, tally.base)}</span>
    </p>
  );
}

/** A bar beside figures that say the same. */
function Bar({ part, whole }: { part: number; whole: number }) {
  const bar = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    bar.current?.style.setProperty('--part', String(whole > 0 ? Math.min(1, part / whole) : 0));
  }, [part, whole]);
  return (
    <span class="wall-bar" aria-hidden="true">
      <span ref={bar} />
    </span>
  );
}
