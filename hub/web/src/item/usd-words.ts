/** Platforms price in thousandths of a dollar. */
export const usdWords = (thousandths: number): string =>
  thousandths === 0 ? 'free' : `$${(thousandths / 1000).toFixed(3)}`;
