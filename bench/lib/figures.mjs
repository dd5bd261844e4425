/** Rounds, medians, and how figures are written. */

/** @param {readonly number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * @param {ArrayLike<number>} values
 * @param {number} share from 0 to 1
 */
export function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/**
 * Runs several things by turns, A B A B, so that what disturbs the machine disturbs them all. One
 * turn before the first counts for nothing: it warms them up.
 *
 * @template T
 * @template {string} K
 * @param {number} rounds
 * @param {Record<K, () => Promise<T>>} subjects
 * @returns {Promise<Record<K, T[]>>}
 */
export async function byTurns(rounds, subjects) {
  const names = /** @type {K[]} */ (Object.keys(subjects));
  /** @type {[K, T[]][]} */
  const empty = names.map((name) => [name, []]);
  const results = /** @type {Record<K, T[]>} */ (Object.fromEntries(empty));
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const result = await subjects[name]();
      if (round > 0) results[name].push(result);
    }
  }
  return results;
}

/**
 * The median of the ratios within each round.
 *
 * @param {readonly { rate: number }[]} ours
 * @param {readonly { rate: number }[]} bare
 */
export function ratioOf(ours, bare) {
  return median(ours.map(({ rate }, round) => rate / (bare[round]?.rate ?? Number.NaN)));
}

/**
 * @template {string} K
 * @param {readonly Record<K, number>[]} results
 * @param {K} key
 */
export function medianOf(results, key) {
  return median(results.map((result) => result[key]));
}

/** @param {number} value */
export function whole(value) {
  return Math.round(value).toLocaleString('en');
}

/** @param {number} value three digits that count */
export function short(value) {
  return value >= 100 ? whole(value) : value.toPrecision(value >= 10 ? 3 : 2);
}
