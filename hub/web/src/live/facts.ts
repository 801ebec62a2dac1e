export type { HubStatus, ItemView, Me } from '@musterhub/api';
