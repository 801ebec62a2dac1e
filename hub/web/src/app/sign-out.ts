import { request } from '@musterhq/page';

/** Has the hub forget this browser, and leaves nothing of what it showed on the page. */
export const signOut = (): void => void request('/api/logout', {}).then(() => window.location.assign('/'));
