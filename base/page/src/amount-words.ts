const whole = new Intl.NumberFormat('en-US');
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });
const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });

export const countWords = (count: number): string => whole.format(count);
/** `1.2M`: for where the exact number stands in a title or beside it. */
export const shortCount = (count: number): string => short.format(count);
export const dollarWords = (usd: number): string => dollars.format(usd);
