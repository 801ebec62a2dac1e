/** Readings against what is normal. A reading that is missing is an alarm too: silence proves nothing. */
export function checkReadings(readings, normal) {
  return Object.entries(normal).flatMap(([name, { atLeast, atMost, severity, means }]) => {
    const reading = readings[name];
    const expected = atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`;
    if (!Number.isFinite(reading))
      return [{ name, severity, message: `${means}: expected ${expected}, no reading came` }];
    const isNormal =
      reading >= (atLeast ?? Number.NEGATIVE_INFINITY) && reading <= (atMost ?? Number.POSITIVE_INFINITY);
    return isNormal ? [] : [{ name, severity, message: `${means}: expected ${expected}, read ${reading}` }];
  });
}
