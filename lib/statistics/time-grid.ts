/** The index of the last of some ascending times at or before a time; -1 before the first. */
export function lastAtOrBefore(timesDays: ArrayLike<number>, timeDays: number): number {
  let [low, high] = [0, timesDays.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((timesDays[middle] ?? 0) <= timeDays) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
