/** Root of a monotone function that changes sign between the bounds, to the last digit, by bisection. */
export function bisect(f: (x: number) => number, lower: number, upper: number): number {
  let low = lower;
  let high = upper;
  const rising = f(low) <= 0;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    if (f(middle) <= 0 === rising) low = middle;
    else high = middle;
  }
}
