import type { Rule } from '../rules/rule.ts';
import type { Alert } from './alert.ts';
import { type Case, type Cases, caseKey } from './case.ts';
import { sum, within } from './tally.ts';

export interface Judgement {
  /** What there is to tell now. */
  readonly news: readonly Alert[];
  /** How many alerts are open, told or not. */
  readonly open: number;
  /** The cases as they are while none of `news` has been told; {@link whenTold} has them afterwards. */
  readonly cases: Cases;
}

/**
 * What of all cases is worth telling at `now`. A case is told when its rule's threshold is reached in the window, or a
 * condition of it lasts (`lasting` has the keys of those); again when the silence is over and it goes on; and once more when it is
 * over: when nothing is left in the window and no condition lasts, so that what is just below the threshold does not
 * come and go. What was to be told and was not is still owed, also when it is over. Cases without a rule are forgotten.
 */
export function judge(cases: Cases, lasting: ReadonlySet<string>, rules: readonly Rule[], now: number): Judgement {
  const byName = new Map(rules.map((rule) => [rule.name, rule]));
  const kept = new Map<string, Case>();
  const news: Alert[] = [];
  let open = 0;
  for (const [key, found] of cases) {
    const rule = byName.get(found.rule);
    if (rule === undefined) continue;
    const tally = within(found.tally, rule.window, now);
    const count = sum(tally);
    const isLasting = lasting.has(key);
    if (count === 0 && !isLasting) {
      if (found.told === 0 && !found.owed) continue;
      news.push(alertOf('resolved', found, rule));
      kept.set(key, { ...found, tally });
      continue;
    }
    const isOpen = found.told > 0 || found.owed || isLasting || count >= rule.threshold;
    const isSilenced = found.told > 0 && (now - found.told < rule.silence || found.last <= found.told);
    const isDue = isOpen && !isSilenced;
    if (isOpen) open += 1;
    if (isDue) news.push(alertOf(found.told > 0 ? 'again' : 'new', found, rule));
    kept.set(key, { ...found, tally, owed: isDue });
  }
  return { news, open, cases: kept };
}

/** The cases once some of the news has been told, at `now`. */
export function whenTold(cases: Cases, told: readonly Alert[], now: number): Cases {
  const after = new Map(cases);
  for (const alert of told) {
    const key = caseKey(alert.rule, alert);
    const found = cases.get(key);
    if (alert.resolved) after.delete(key);
    else if (found !== undefined) after.set(key, { ...found, told: now, owed: false });
  }
  return after;
}

function alertOf(state: Alert['state'], found: Case, rule: Rule): Alert {
  return {
    rule: rule.name,
    state,
    app: found.app,
    namespace: found.namespace,
    cause: rule.title,
    message: found.message,
    severity: rule.severity,
    count: found.total,
    firstSeen: new Date(found.first).toISOString(),
    lastSeen: new Date(found.last).toISOString(),
    hint: rule.hint,
    resolved: state === 'resolved',
    objects: found.objects,
  };
}
