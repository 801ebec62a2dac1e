export { type Brand, type BrandChannel, brandSchema, type Weekday } from './brand/brand.ts';
export { type Campaign, campaignSchema, parseCampaign } from './brand/campaign.ts';
export { goalFigures } from './brand/goal-figures.ts';
export { type CampaignStanding, campaignStanding, joinCampaigns } from './brand/join-campaign.ts';
export {
  aspects,
  type Colours,
  coloursSchema,
  type MediaRecipe,
  mediaRecipeKey,
  mediaRecipeSchema,
  pictureCount,
} from './brand/media-recipe.ts';
export { parseBrand } from './brand/parse-brand.ts';
export { parseTemplates } from './brand/parse-template.ts';
export { type Factor, factors, type Template } from './brand/template.ts';
export {
  assembleCalendar,
  type CalendarAnswer,
  type CalendarOrder,
  type Conflict,
} from './calendar/assemble-calendar.ts';
export type { CalendarFinding } from './calendar/calendar-rule.ts';
export { calendarRules, checkCalendar } from './calendar/check-calendar.ts';
export { checkFeasibility, type Feasibility, type WindowUse } from './calendar/check-feasibility.ts';
export { checkMove } from './calendar/check-move.ts';
export { highestSimilarity, type Likeness } from './calendar/highest-similarity.ts';
export {
  type Calendar,
  calendarSchema,
  chosenVariant,
  type Item,
  itemSchema,
  type Variant,
  variantSchema,
} from './calendar/item.ts';
export { parseCalendar } from './calendar/parse-calendar.ts';
export {
  type CalendarPrice,
  type CheaperWay,
  type ItemPrice,
  priceCalendar,
  usd,
} from './calendar/price-calendar.ts';
export { type Shingles, shinglesOf, similarityOf } from './calendar/similarity.ts';
export {
  isZone,
  type Resolved,
  resolveWall,
  type WallPolicy,
  wallOf,
  wallPolicy,
} from './calendar/wall-time.ts';
export { canonicalJson } from './canonical-json.ts';
export type { Diagnostic, Parsed } from './diagnostic.ts';
export {
  classifyError,
  errorClasses,
  type PlatformError,
  platformErrorSchema,
  type RawError,
  remedies,
} from './errors/platform-error.ts';
export { calendarCsv, calendarIcal } from './exchange/calendar-text.ts';
export { type ExchangeRow, exchangeRowSchema } from './exchange/exchange-row.ts';
export { type ParsedRows, parseCsvRows, parseJsonRows, type RowError } from './exchange/parse-rows.ts';
export { applyImport, type ImportChange, type ImportPlan, planImport } from './exchange/plan-import.ts';
export { graphVersionEnd } from './facts/graph-version-end.ts';
export type { FactUnit, FactValue, PlatformFact, RateWindow, Span } from './facts/platform-fact.ts';
export {
  type FactId,
  factOf,
  type PlatformFacts,
  platformFacts,
  readingsOf,
  type StaleFact,
  staleFacts,
} from './facts/platform-facts.ts';
export { applyTextFixes, checkText, checkTexts, lintRules, ruleSetOf } from './lint/check-text.ts';
export type { LintFinding, LintSubject } from './lint/lint-rule.ts';
export { assemblePost, type MediaOf } from './post/assemble-post.ts';
export { checkPost, type PostFinding } from './post/check-post.ts';
export { contentHash } from './post/content-hash.ts';
export { countText, type TextCount } from './post/count-text.ts';
export { findCashtags, findHashtags, findMentions } from './post/find-tags.ts';
export { findUrls, type Place } from './post/find-urls.ts';
export { isWebAddress } from './post/is-web-address.ts';
export { type MediaDemand, mediaCount, mediaDemand } from './post/media-demand.ts';
export {
  type Platform,
  type Post,
  type PostMedia,
  platformSchema,
  platforms,
  postKinds,
  postMediaSchema,
  postSchema,
} from './post/post.ts';
export { type PostText, type TextRole, textsOf } from './post/texts-of.ts';
export { type Counting, type WeightedText, weightedLength, xCounting } from './post/weighted-length.ts';
export { backoffMs } from './publication/backoff.ts';
export { type CredentialChoice, chooseCredential } from './publication/choose-credential.ts';
export { type HandleGiver, heldHandles } from './publication/held-handles.ts';
export { isBelieved } from './publication/is-believed.ts';
export { type MetricTime, metricTimes } from './publication/metric-times.ts';
export { type BreakerEvent, nextBreaker } from './publication/next-breaker.ts';
export { nextFree } from './publication/next-free.ts';
export {
  correctCall,
  type EndState,
  type Move,
  nextMove,
  preparationMs,
  removeCall,
  scheduleCall,
  scheduledFor,
  sentElsewhere,
  settlingMs,
  standsScheduled,
  unscheduleCall,
  type WaitReason,
} from './publication/next-move.ts';
export { nextRefresh, type Refresh, type Token } from './publication/next-refresh.ts';
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
} from './publication/publication.ts';
export { readingSpentUntil } from './publication/spent-until.ts';
export { RulesError, type RulesErrorCode } from './rules-error.ts';
