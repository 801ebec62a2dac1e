/** Few words may be set larger: how much, by their number. */
export function loudness(text: string): number {
  const words = text.trim().split(/\s+/).length;
  if (words <= 3) return 2;
  if (words <= 7) return 1.45;
  return words <= 12 ? 1.15 : 1;
}
