export { assemblePost, type MediaOf } from './assemble-post.ts';
export { backoffMs } from './backoff.ts';
export { type Brand, type BrandChannel, brandSchema, type Weekday } from './brand.ts';
export {
  assembleCalendar,
  type CalendarAnswer,
  type CalendarOrder,
  type Conflict,
} from './calendar/assemble-calendar.ts';
export type { CalendarFinding } from './calendar/calendar-rule.ts';
export { calendarRules, checkCalendar } from './calendar/check-calendar.ts';
export { type Campaign, campaignSchema, parseCampaign } from './campaign.ts';
export { canonicalJson } from './canonical-json.ts';
export { checkFeasibility, type Feasibility, type WindowUse } from './check-feasibility.ts';
export { checkMove } from './check-move.ts';
export { checkPost } from './check-post.ts';
export { type CredentialChoice, chooseCredential } from './choose-credential.ts';
export { contentHash } from './content-hash.ts';
export { countText, type TextCount } from './count-text.ts';
export type { Diagnostic, Parsed } from './diagnostic.ts';
export { calendarCsv, calendarIcal } from './exchange/calendar-text.ts';
export { type ExchangeRow, exchangeRowSchema } from './exchange/exchange-row.ts';
export { type ParsedRows, parseCsvRows, parseJsonRows, type RowError } from './exchange/parse-rows.ts';
export { applyImport, type ImportChange, type ImportPlan, planImport } from './exchange/plan-import.ts';
export { findCashtags, findHashtags, findMentions } from './find-tags.ts';
export { findUrls, type Place } from './find-urls.ts';
export { graphVersionEnd } from './graph-version-end.ts';
export { type HandleGiver, heldHandles } from './held-handles.ts';
export { highestSimilarity, type Likeness } from './highest-similarity.ts';
export { isBelieved } from './is-believed.ts';
export { isWebAddress } from './is-web-address.ts';
export {
  type Calendar,
  calendarSchema,
  chosenVariant,
  type Item,
  itemSchema,
  type Variant,
  variantSchema,
} from './item.ts';
export { type CampaignStanding, campaignStanding, joinCampaign } from './join-campaign.ts';
export { applyTextFixes, checkText, lintRules, ruleSetOf } from './lint/check-text.ts';
export type { LintFinding, LintSubject } from './lint/lint-rule.ts';
export { type MediaDemand, mediaCount, mediaDemand } from './media-demand.ts';
export {
  aspects,
  type Colours,
  coloursSchema,
  type MediaRecipe,
  mediaRecipeKey,
  mediaRecipeSchema,
  pictureCount,
} from './media-recipe.ts';
export { type MetricTime, metricTimes } from './metric-times.ts';
export { type BreakerEvent, nextBreaker } from './next-breaker.ts';
export { nextFree } from './next-free.ts';
export {
  correctCall,
  type EndState,
  type Move,
  nextMove,
  preparationMs,
  removeCall,
  scheduleCall,
  scheduledFor,
  settlingMs,
  standsScheduled,
  unscheduleCall,
  type WaitReason,
} from './next-move.ts';
export { nextRefresh, type Refresh, type Token } from './next-refresh.ts';
export { parseBrand } from './parse-brand.ts';
export { parseCalendar } from './parse-calendar.ts';
export { parseTemplates } from './parse-template.ts';
export {
  classifyError,
  errorClasses,
  type PlatformError,
  platformErrorSchema,
  type RawError,
  remedies,
} from './platform-error.ts';
export type { FactUnit, FactValue, PlatformFact, RateWindow, Span } from './platform-fact.ts';
export {
  type FactId,
  factOf,
  type PlatformFacts,
  platformFacts,
  readingsOf,
  type StaleFact,
  staleFacts,
} from './platform-facts.ts';
export {
  type Platform,
  type Post,
  type PostMedia,
  platformSchema,
  platforms,
  postKinds,
  postMediaSchema,
  postSchema,
} from './post.ts';
export { type CalendarPrice, type CheaperWay, type ItemPrice, priceCalendar, usd } from './price-calendar.ts';
export {
  type Breaker,
  type LatePolicy,
  type LedgerAllowance,
  type LedgerAttempt,
  type LedgerCall,
  type LedgerCredential,
  type LedgerFinding,
  livePublicationStates,
  type PublicationFacts,
  type PublicationState,
  type RefusalClass,
} from './publication.ts';
export { RulesError, type RulesErrorCode } from './rules-error.ts';
export { type Shingles, shinglesOf, similarityOf } from './similarity.ts';
export { type Factor, factors, type Template } from './template.ts';
export { isZone, type Resolved, resolveWall, type WallPolicy, wallOf, wallPolicy } from './wall-time.ts';
export { type Counting, type WeightedText, weightedLength, xCounting } from './weighted-length.ts';
