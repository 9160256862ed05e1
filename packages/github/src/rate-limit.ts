interface Limited {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

/**
 * How many milliseconds to wait before the same may be asked again; undefined when it is no question of time. The
 * primary limit says when it starts anew (`x-ratelimit-reset`, seconds since 1970), the secondary one how long to wait
 * (`retry-after`, seconds); both come as 403 or 429.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export function waitOf({ status, headers }: Limited, now: Date): number | undefined {
  if (status !== 403 && status !== 429) return undefined;
  const retryAfter = Number(headers['retry-after'] ?? Number.NaN);
  if (Number.isFinite(retryAfter)) return Math.max(0, retryAfter * 1000);
  const reset = Number(headers['x-ratelimit-reset'] ?? Number.NaN);
  if (headers['x-ratelimit-remaining'] === '0' && Number.isFinite(reset))
    // A second more: the two clocks are not one.
    return Math.max(0, reset * 1000 - now.getTime()) + 1000;
  return status === 429 ? 60_000 : undefined;
}
