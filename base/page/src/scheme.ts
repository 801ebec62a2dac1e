/** `auto` follows the system; kept in the browser by Mantine under the same key. */
const schemeKey = 'mantine-color-scheme-value';

/** Before the first frame: otherwise a dark page flashes white. */
export function applyScheme(): void {
  const kept = window.localStorage.getItem(schemeKey);
  const isDark =
    kept === 'dark' || (kept !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
}
