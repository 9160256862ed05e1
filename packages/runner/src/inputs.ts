import { Failure, parseDuration } from '@slipway/findings';

/** Gives the raw text of an input; the empty string when it was not given, as GitHub does. */
export type RawInputs = (name: string) => string;

interface TextRules {
  /** Used when the input is empty. Without it (and without `required`) the value is the empty string. */
  readonly default?: string;
  readonly required?: boolean;
  readonly pattern?: RegExp;
  /** Words for `pattern`, continuing «allowed: …». */
  readonly allowed?: string;
  /** Masked before anything is printed, and never quoted in an error. */
  readonly secret?: boolean;
  /** A value that goes to a program as an operand must not turn into an option there. Default: refused. */
  readonly leadingDash?: boolean;
}

/** Reads and checks inputs. Problems are collected, so that the user learns of all of them at once. */
export interface InputReader {
  text(name: string, rules?: TextRules): string;
  secret(name: string, rules?: Pick<TextRules, 'required' | 'default'>): string;
  /** `true` or `false` in YAML 1.2's core spellings, as @actions/core reads them. */
  flag(name: string, rules: { readonly default: boolean }): boolean;
  choice<const Choice extends string>(
    name: string,
    choices: readonly Choice[],
    rules: { readonly default: NoInfer<Choice> },
  ): Choice;
  /** A whole number. */
  count(name: string, rules: { readonly default: number; readonly min?: number; readonly max?: number }): number;
  /** Milliseconds. */
  duration(name: string, rules: { readonly default: string; readonly max?: string }): number;
  /** Entries separated by line breaks or commas, trimmed, without empty ones. */
  list(
    name: string,
    rules?: Omit<TextRules, 'required' | 'secret'> & { readonly separator?: 'line' | 'line-or-comma' },
  ): string[];
  /** `name=value`, one on each line; a line that begins with `#` is a comment. */
  pairs(name: string, rules?: { readonly secret?: boolean }): ReadonlyMap<string, string>;
  /** For rules that span inputs. */
  problem(name: string, given: string, allowed: string): void;
}

const yes = ['true', 'True', 'TRUE'];
const no = ['false', 'False', 'FALSE'];

/**
 * Runs an action's input function over raw inputs.
 * @throws {Failure} `bad-input`, naming every wrong input with what was given and what is allowed.
 */
export function readFrom<Inputs>(
  raw: RawInputs,
  read: (input: InputReader) => Inputs,
  mask: (secret: string) => void = () => {},
): Inputs {
  const problems: string[] = [];
  const inputs = read(reader(raw, mask, problems));
  if (problems.length > 0) {
    throw new Failure({
      code: 'bad-input',
      headline: problems.length === 1 ? `Bad input: ${problems[0]}` : `${problems.length} bad inputs:`,
      ...(problems.length === 1 ? {} : { reason: problems.map((problem) => `- ${problem}`).join('\n') }),
    });
  }
  return inputs;
}

/** The names that an input function reads, for comparing it with action.yml. */
export function inputNames(read: (input: InputReader) => unknown): string[] {
  const names = new Set<string>();
  const recording: RawInputs = (name) => {
    names.add(name);
    return '';
  };
  read(reader(recording, () => {}, []));
  return [...names].sort();
}

function reader(raw: RawInputs, mask: (secret: string) => void, problems: string[]): InputReader {
  const refuse = (name: string, given: string, allowed: string) => {
    problems.push(`${name}: ${given === '' ? 'not given' : `${quote(given)} given`}; allowed: ${allowed}`);
  };

  const check = (name: string, value: string, rules: TextRules) => {
    const shown = rules.secret && value !== '' ? '***' : value;
    if (value === '') {
      if (rules.required) refuse(name, '', rules.allowed ?? 'any text');
    } else if (rules.leadingDash !== true && rules.secret !== true && value.startsWith('-')) {
      refuse(
        name,
        shown,
        `${rules.allowed ?? 'any text'} (it must not begin with "-", programs would take it as an option)`,
      );
    } else if (rules.pattern && !rules.pattern.test(value)) {
      refuse(name, shown, rules.allowed ?? String(rules.pattern));
    }
  };

  const text = (name: string, rules: TextRules = {}) => {
    const value = raw(name).trim() || (rules.default ?? '');
    if (rules.secret && value !== '') mask(value);
    check(name, value, rules);
    return value;
  };

  return {
    text,
    secret: (name, rules = {}) => text(name, { ...rules, secret: true }),
    flag(name, rules) {
      const value = raw(name).trim();
      if (value === '') return rules.default;
      if (!yes.includes(value) && !no.includes(value)) refuse(name, value, 'true or false');
      return yes.includes(value);
    },
    choice(name, choices, rules) {
      const value = raw(name).trim();
      if (value === '') return rules.default;
      const chosen = choices.find((choice) => choice === value);
      if (chosen === undefined) refuse(name, value, oneOf(choices));
      return chosen ?? rules.default;
    },
    count(name, rules) {
      const value = raw(name).trim();
      if (value === '') return rules.default;
      const number = Number(value);
      const { min = 0, max = Number.MAX_SAFE_INTEGER } = rules;
      if (!/^-?\d+$/.test(value) || number < min || number > max) {
        refuse(
          name,
          value,
          `a whole number ${rules.max === undefined ? `of at least ${min}` : `from ${min} to ${max}`}`,
        );
        return rules.default;
      }
      return number;
    },
    duration(name, rules) {
      const value = raw(name).trim() || rules.default;
      const duration = parseDuration(value);
      const longest = rules.max === undefined ? Number.POSITIVE_INFINITY : (parseDuration(rules.max) ?? 0);
      if (duration === undefined || duration > longest) {
        refuse(name, value, `a duration such as 90s or 10m${rules.max === undefined ? '' : `, ${rules.max} at most`}`);
        return parseDuration(rules.default) ?? 0;
      }
      return duration;
    },
    list(name, rules = {}) {
      const value = raw(name).trim() || (rules.default ?? '');
      const entries = value.split(rules.separator === 'line' ? /\n/ : /[\n,]/).map((entry) => entry.trim());
      const given = entries.filter((entry) => entry !== '');
      for (const entry of given) check(name, entry, rules);
      return given;
    },
    pairs(name, rules = {}) {
      const pairs = new Map<string, string>();
      for (const line of raw(name).split('\n')) {
        const entry = line.trim();
        if (entry === '' || entry.startsWith('#')) continue;
        const at = entry.indexOf('=');
        if (rules.secret && at > 0) mask(entry.slice(at + 1));
        if (at < 1 || entry.startsWith('-')) {
          refuse(name, rules.secret ? '***' : entry, 'name=value, one on each line');
        } else {
          pairs.set(entry.slice(0, at), entry.slice(at + 1));
        }
      }
      return pairs;
    },
    problem: refuse,
  };
}

function oneOf(choices: readonly string[]): string {
  return choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`;
}

function quote(value: string): string {
  return JSON.stringify(value.length > 120 ? `${value.slice(0, 117)}...` : value);
}
