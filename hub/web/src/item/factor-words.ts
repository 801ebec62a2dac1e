const factors: Record<string, string> = {
  hook: 'hook',
  format: 'format',
  call_to_action: 'call to action',
  image: 'image',
  time: 'time',
};

/** The one thing in which the variants of an item differ. */
export const factorWords = (factor: string): string => factors[factor] ?? factor.replaceAll('_', ' ');
