import type { Rule } from '../rules/rule.ts';
import type { Alert } from './alert.ts';
import type { Case, Cases } from './case.ts';
import { sum, within } from './tally.ts';

export interface Judgement {
  /** What has to be told now. */
  readonly news: readonly Alert[];
  /** How many alerts are open, told now or before. */
  readonly open: number;
  /** The cases as they are once `news` has been told. */
  readonly cases: Cases;
}

/**
 * What of all cases is worth telling at `now`. A case is told when its rule's threshold is reached in the window, or a
 * condition of it lasts (`lasting` has the keys of those); again when the silence is over and it goes on; and once more when it is
 * over: when nothing is left in the window and no condition lasts, so that what is just below the threshold does not
 * come and go. Cases without a rule are forgotten.
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
      if (found.told > 0) news.push(alertOf('resolved', found, rule));
      continue;
    }
    const isOpen = found.told > 0 || isLasting || count >= rule.threshold;
    const isSilenced = found.told > 0 && (now - found.told < rule.silence || found.last <= found.told);
    const isTold = isOpen && !isSilenced;
    if (isOpen) open += 1;
    if (isTold) news.push(alertOf(found.told > 0 ? 'again' : 'new', found, rule));
    kept.set(key, { ...found, tally, told: isTold ? now : found.told });
  }
  return { news, open, cases: kept };
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
