import { createTheme, Modal } from '@mantine/core';

/** Mantine brings behaviour and focus; how things look is in `style/`, by the same variables as everything else. */
export const theme = createTheme({
  fontFamily: 'var(--font)',
  fontFamilyMonospace: 'var(--mono)',
  defaultRadius: 'sm',
  components: {
    Modal: Modal.extend({
      defaultProps: { centered: true, transitionProps: { duration: 0 }, padding: 'md' },
    }),
  },
});
