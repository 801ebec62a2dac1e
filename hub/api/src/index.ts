export type { Refusal } from './answer-error.ts';
export { ApiError, type ApiErrorCode } from './api-error.ts';
export { hashToApprove, isWaiting } from './approve.ts';
export type { Card } from './card.ts';
export type { DraftCheck } from './check-draft.ts';
export type { PartCount, VariantCheck } from './check-item.ts';
export { connectSandbox, readSandbox } from './connect-sandbox.ts';
export { correct } from './correct.ts';
export { getBrand, storeBrand } from './get-brand.ts';
export type { HandOffPacket } from './hand-off.ts';
export type { Hub } from './hub.ts';
export { withHubTemplates } from './hub-templates.ts';
export { inviteToConnect } from './invite-to-connect.ts';
export { campaignsOf } from './keep-campaigns.ts';
export { disconnect } from './keep-connected.ts';
export type { LiveChange } from './live-feed.ts';
export { type MediaFolder, makeMediaFolder } from './media-folder.ts';
export { makeMediaLinks } from './media-links.ts';
export type { Moments } from './moments.ts';
export { makeFetchPublic } from './outbound.ts';
export { hashPassword } from './passwords.ts';
export type { CampaignView } from './read-campaign-views.ts';
export { decideFeed, refuseOtherFeed } from './refuse-other-feed.ts';
export type { AccountHealth, AccountList } from './routes/account-routes.ts';
export { approveAll, type Decision, type WaitingPage, withHashes } from './routes/approval-routes.ts';
export type { AuditRow } from './routes/audit-routes.ts';
export type { BrandList, BrandProfile } from './routes/brand-routes.ts';
export {
  type CalendarReport,
  type GeneratedCalendar,
  type ImportOutcome,
  keepCalendar,
  reportOn,
} from './routes/calendar-routes.ts';
export type { CampaignList } from './routes/campaign-routes.ts';
export type { HubStatus, StopList } from './routes/hub-routes.ts';
export { addKey, type KeyView, keyName } from './routes/key-routes.ts';
export type { Medium, WholeMedium } from './routes/media-routes.ts';
export { invite, type OneTimeLink, type PersonView, resetPassword } from './routes/person-routes.ts';
export { readWhole, reconcile, type WholePublication } from './routes/publication-routes.ts';
export type { Me } from './routes/session-routes.ts';
export type { TemplateList } from './routes/template-routes.ts';
export type { Done } from './routes/words.ts';
export { type Server, type ServerOptions, startServer } from './start-server.ts';
export type { AccountView, AlertView, AttemptView, CheckedItem, ItemView, PublicationView } from './views.ts';
