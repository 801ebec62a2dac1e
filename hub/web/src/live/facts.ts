import type { CheckedItem, ItemView } from '@musterhub/api';

export type {
  AccountHealth,
  AccountList,
  AccountView,
  AlertView,
  AttemptView,
  AuditRow,
  BrandList,
  BrandProfile,
  CalendarReport,
  Card,
  CheckedItem,
  Decision,
  DraftCheck,
  GeneratedCalendar,
  HandOffPacket,
  HubStatus,
  ImportOutcome,
  ItemView,
  KeyView,
  Me,
  Medium,
  Moments,
  OneTimeLink,
  PartCount,
  PersonView,
  PublicationView,
  StopList,
  VariantCheck,
  WaitingPage,
  WholeMedium,
  WholePublication,
} from '@musterhub/api';
export type Post = ItemView['variants'][number]['post'];
export type Recipe = ItemView['plan']['variants'][number]['media'][number];
export type LintFinding = CheckedItem['check']['variants'][number]['lint'][number];
