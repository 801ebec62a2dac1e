import type { CheckedItem, ItemView } from '@musterhub/api';

export type {
  AccountHealth,
  AccountList,
  AccountView,
  AlertView,
  AttemptView,
  BrandList,
  BrandProfile,
  CalendarReport,
  Card,
  CheckedItem,
  Decision,
  Done,
  DraftCheck,
  GeneratedCalendar,
  HandOffPacket,
  HubStatus,
  ImportOutcome,
  ItemView,
  Me,
  Medium,
  PublicationView,
  StopList,
  VariantCheck,
  WholeMedium,
  WholePublication,
} from '@musterhub/api';
export type Variant = ItemView['variants'][number];
export type Post = Variant['post'];
export type Recipe = ItemView['plan']['variants'][number]['media'][number];
export type LintFinding = CheckedItem['check']['variants'][number]['lint'][number];
