import { useMantineColorScheme } from '@mantine/core';

export function SchemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const next = { auto: 'light', light: 'dark', dark: 'auto' } as const;
  const words = { auto: 'Auto', light: 'Light', dark: 'Dark' }[colorScheme];
  return (
    <button
      type="button"
      className="quiet-button framed"
      onClick={() => setColorScheme(next[colorScheme])}
      aria-label={`Colours: ${words}. Change to ${next[colorScheme]}`}
    >
      {words}
    </button>
  );
}
