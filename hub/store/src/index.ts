export { type Role, roles, type Scope, scopes } from './access-schema.ts';
export {
  type Account,
  type Allowance,
  findAccount,
  insertAccount,
  type NewAccount,
  readAccounts,
  readAllowances,
} from './accounts.ts';
export { type Alert, endAlert, endSettledAlerts, raiseAlert, readOpenAlerts } from './alerts.ts';
export {
  type ApiKey,
  type Charged,
  chargeKey,
  findApiKey,
  insertApiKey,
  readApiKeys,
  readSpent,
  refundKey,
  revokeApiKey,
  type Spent,
} from './api-keys.ts';
export {
  type Attempt,
  addFinding,
  adoptAttempt,
  type Begun,
  beginAttempt,
  endAttempt,
  type Finding,
  type Intent,
  type Outcome,
  readAttempts,
  readFindings,
  readRefused,
  readUnknownErrors,
  settleAttempt,
} from './attempts.ts';
export {
  type AuditRow,
  answerIdempotency,
  type Claimed,
  claimIdempotency,
  insertAudit,
  readAudit,
  releaseIdempotency,
} from './audit.ts';
export {
  type Credential,
  claimRefresh,
  endRefresh,
  getTokens,
  insertCredential,
  type OpenTokens,
  readAllCredentials,
  readCredentials,
  readUnopenable,
  resealCredentials,
  storeRefreshed,
  type Tokens,
} from './credentials.ts';
export { dumpRows, readLiveMark, restoreRows } from './dump.ts';
export {
  type Fence,
  type FenceRow,
  readClockSkewMs,
  readFence,
  restoreFence,
  resumeEverything,
  stopEverything,
  takeFence,
  withdrawFence,
} from './fence.ts';
export { forgetCredentials } from './forget-credentials.ts';
export {
  type Approval,
  approveItem,
  chooseVariant,
  editVariant,
  type Item,
  insertItem,
  moveItem,
  type NewItem,
  type NewVariant,
  readApprovals,
  readItems,
  readSentBack,
  readVariants,
  type SentBack,
  sendBack,
  type Variant,
} from './items.ts';
export {
  addTemplate,
  type Brand,
  type Campaign,
  countMedia,
  findBrand,
  findMedia,
  insertCampaign,
  insertMedia,
  type Media,
  readCampaigns,
  readTemplates,
  setBrand,
  type Template,
} from './library.ts';
export { inTransaction, makeStore, type Reader, type Store, type Transaction } from './make-store.ts';
export { type MediaUse, readMediaUses, removeMedia, setAltText } from './media-uses.ts';
export {
  changePerson,
  findPerson,
  findSession,
  insertFirstOwner,
  insertReset,
  insertSession,
  invitePerson,
  type Person,
  readPeople,
  removeSession,
  useLink,
} from './people.ts';
export {
  type Calendar,
  type ChannelAccount,
  getWholeItem,
  insertCalendar,
  readBrands,
  readCalendars,
  readChannelAccounts,
  readDrawn,
  readMedia,
  readWholeItems,
  setAccountBrand,
  setChannelAccount,
  setDrawn,
  setPlannedItem,
  type WholeItem,
} from './plans.ts';
export {
  beginConnectVisit,
  type ConnectVisit,
  endConnectVisit,
  endProposal,
  findProposal,
  insertConnectVisit,
  insertProposal,
  type Proposal,
} from './proposals.ts';
export {
  dispatchDue,
  type End,
  endFollowUp,
  endLook,
  endPublication,
  findPublication,
  findTwin,
  type Publication,
  readDueAfterExpiry,
  readOverdueLooks,
  readPublications,
  readPublicationsOf,
  readStuck,
  readTaken,
  reopenPublication,
  replanPublication,
  requeueLook,
  schedulePublication,
  settleByPerson,
  setVerification,
  setWish,
  wakePublications,
} from './publications.ts';
export { type Ledger, readLedger } from './read-ledger.ts';
export {
  failReading,
  postponeReading,
  type Reading,
  readDueReadings,
  readMetrics,
  readReadings,
  storeMetrics,
} from './readings.ts';
export type { AlertKind, AttemptState } from './schema.ts';
export { type Keyring, seal, unseal } from './seal.ts';
export { StoreError } from './store-error.ts';
export { countWaiting, readWaiting, type WaitingFolder, type WaitingPlace } from './waiting.ts';
export {
  beatWorker,
  countPresentWorkers,
  endSilentWorkers,
  endWorker,
  enterWorker,
  insertWorker,
  readEndedWorkers,
} from './workers.ts';
