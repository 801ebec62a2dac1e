CREATE SCHEMA "hub";
--> statement-breakpoint
CREATE TABLE "hub"."accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"brand" text,
	"platform" text NOT NULL,
	"remote_id" text NOT NULL,
	"name" text NOT NULL,
	"spacing_ms" bigint NOT NULL,
	"can_hand_off" boolean DEFAULT false NOT NULL,
	"breaker" jsonb DEFAULT '{"state":"closed","failures":0}'::jsonb NOT NULL,
	"connected_at" timestamp with time zone NOT NULL,
	CONSTRAINT "accounts_remote" UNIQUE("platform","remote_id"),
	CONSTRAINT "accounts_platform" CHECK ("hub"."accounts"."platform" in ('instagram', 'facebook', 'x')),
	CONSTRAINT "accounts_spacing" CHECK ("hub"."accounts"."spacing_ms" >= 0),
	CONSTRAINT "accounts_breaker" CHECK ("hub"."accounts"."breaker"->>'state' in ('closed', 'open'))
);
--> statement-breakpoint
CREATE TABLE "hub"."alerts" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"subject" text NOT NULL,
	"text" text NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "alerts_kind" CHECK ("hub"."alerts"."kind" in ('stuck', 'ambiguous', 'failed', 'held', 'handed_off', 'incomplete', 'differs', 'breaker', 'reconnect', 'expires', 'wish')),
	CONSTRAINT "alerts_ended" CHECK ("hub"."alerts"."ended_at" >= "hub"."alerts"."since")
);
--> statement-breakpoint
CREATE TABLE "hub"."allowances" (
	"account" text NOT NULL,
	"name" text NOT NULL,
	"limit" integer NOT NULL,
	"remaining" integer NOT NULL,
	"resets_at" timestamp with time zone,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "allowances_account_name_pk" PRIMARY KEY("account","name")
);
--> statement-breakpoint
CREATE TABLE "hub"."approvals" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"item" text NOT NULL,
	"content_hash" text NOT NULL,
	"rules_version" text NOT NULL,
	"by" text NOT NULL,
	"approved_at" timestamp with time zone NOT NULL,
	"voided_at" timestamp with time zone,
	"voided_because" text,
	CONSTRAINT "approvals_content" UNIQUE("id","item","content_hash"),
	CONSTRAINT "approvals_by" CHECK (btrim("hub"."approvals"."by") <> ''),
	CONSTRAINT "approvals_voided" CHECK (("hub"."approvals"."voided_at" is null) = ("hub"."approvals"."voided_because" is null))
);
--> statement-breakpoint
CREATE TABLE "hub"."attempts" (
	"publication" text NOT NULL,
	"number" integer NOT NULL,
	"call" text NOT NULL,
	"visible" boolean NOT NULL,
	"lost_answer" text NOT NULL,
	"credential" text NOT NULL,
	"token_version" integer NOT NULL,
	"fingerprint" text NOT NULL,
	"worker" text NOT NULL,
	"generation" integer NOT NULL,
	"begun_at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"ended_at" timestamp with time zone,
	"handles" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"error" jsonb,
	"cause" text,
	"retry_at" timestamp with time zone,
	CONSTRAINT "attempts_publication_number_pk" PRIMARY KEY("publication","number"),
	CONSTRAINT "attempts_number" CHECK ("hub"."attempts"."number" >= 1),
	CONSTRAINT "attempts_state" CHECK ("hub"."attempts"."state" in ('open', 'done', 'pending', 'refused', 'unknown', 'found', 'absent', 'unsent', 'abandoned')),
	CONSTRAINT "attempts_lost_answer" CHECK ("hub"."attempts"."lost_answer" in ('repeat', 'ask_handle', 'read_account')),
	CONSTRAINT "attempts_visible_is_settled" CHECK (not "hub"."attempts"."visible" or "hub"."attempts"."lost_answer" <> 'repeat'),
	CONSTRAINT "attempts_ended" CHECK (("hub"."attempts"."state" = 'open') = ("hub"."attempts"."ended_at" is null)),
	CONSTRAINT "attempts_refused" CHECK (("hub"."attempts"."state" = 'refused') = ("hub"."attempts"."error" is not null)),
	CONSTRAINT "attempts_cause" CHECK ("hub"."attempts"."state" not in ('unknown', 'found', 'absent', 'unsent') or "hub"."attempts"."cause" is not null),
	CONSTRAINT "attempts_pending" CHECK ("hub"."attempts"."state" <> 'pending' or "hub"."attempts"."retry_at" is not null)
);
--> statement-breakpoint
CREATE TABLE "hub"."brands" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"profile" jsonb NOT NULL,
	"rules_version" text NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "brands_name" CHECK (btrim("hub"."brands"."name") <> '')
);
--> statement-breakpoint
CREATE TABLE "hub"."campaigns" (
	"id" text PRIMARY KEY NOT NULL,
	"brand" text NOT NULL,
	"name" text NOT NULL,
	"goal" text NOT NULL,
	"budget_cents" bigint,
	"starts_on" date NOT NULL,
	"ends_on" date NOT NULL,
	CONSTRAINT "campaigns_days" CHECK ("hub"."campaigns"."starts_on" <= "hub"."campaigns"."ends_on"),
	CONSTRAINT "campaigns_budget" CHECK ("hub"."campaigns"."budget_cents" >= 0)
);
--> statement-breakpoint
CREATE TABLE "hub"."credentials" (
	"id" text PRIMARY KEY NOT NULL,
	"account" text NOT NULL,
	"rank" integer NOT NULL,
	"token" "bytea" NOT NULL,
	"refresh_token" "bytea",
	"token_version" integer DEFAULT 1 NOT NULL,
	"state" text NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone,
	"youngest_refresh_ms" bigint DEFAULT 0 NOT NULL,
	"refresh_after" timestamp with time zone,
	"refresh_failures" integer DEFAULT 0 NOT NULL,
	"refreshing_by" text,
	CONSTRAINT "credentials_rank" UNIQUE("account","rank"),
	CONSTRAINT "credentials_rank_from_1" CHECK ("hub"."credentials"."rank" >= 1),
	CONSTRAINT "credentials_version" CHECK ("hub"."credentials"."token_version" >= 1),
	CONSTRAINT "credentials_state" CHECK ("hub"."credentials"."state" in ('live', 'dead')),
	CONSTRAINT "credentials_expiry" CHECK ("hub"."credentials"."expires_at" > "hub"."credentials"."issued_at")
);
--> statement-breakpoint
CREATE TABLE "hub"."fence" (
	"id" boolean PRIMARY KEY DEFAULT true NOT NULL,
	"generation" integer DEFAULT 0 NOT NULL,
	"home" text,
	"withdrawn_because" text,
	"stopped_at" timestamp with time zone,
	"stopped_by" text,
	"stopped_because" text,
	CONSTRAINT "fence_one" CHECK ("hub"."fence"."id"),
	CONSTRAINT "fence_stopped" CHECK (("hub"."fence"."stopped_at" is null) = ("hub"."fence"."stopped_by" is null) and ("hub"."fence"."stopped_at" is null) = ("hub"."fence"."stopped_because" is null))
);
--> statement-breakpoint
CREATE TABLE "hub"."findings" (
	"publication" text NOT NULL,
	"attempt" integer NOT NULL,
	"number" integer NOT NULL,
	"kind" text NOT NULL,
	"evidence" text NOT NULL,
	"class" text,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "findings_publication_attempt_number_pk" PRIMARY KEY("publication","attempt","number"),
	CONSTRAINT "findings_kind" CHECK ("hub"."findings"."kind" in ('found', 'absent', 'unreadable')),
	CONSTRAINT "findings_class" CHECK (("hub"."findings"."kind" = 'unreadable') = ("hub"."findings"."class" is not null))
);
--> statement-breakpoint
CREATE TABLE "hub"."items" (
	"id" text PRIMARY KEY NOT NULL,
	"external_key" text,
	"campaign" text,
	"account" text NOT NULL,
	"wall_time" text NOT NULL,
	"zone" text NOT NULL,
	"decision" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"publishes" text NOT NULL,
	"late_after_ms" bigint NOT NULL,
	"late_action" text NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "items_external_key" UNIQUE("external_key"),
	CONSTRAINT "items_wall_time" CHECK ("hub"."items"."wall_time" ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?$'),
	CONSTRAINT "items_decision" CHECK ("hub"."items"."decision" in ('plain', 'gap', 'overlap')),
	CONSTRAINT "items_publishes" CHECK ("hub"."items"."publishes" in ('A', 'B')),
	CONSTRAINT "items_late" CHECK ("hub"."items"."late_after_ms" >= 0 and "hub"."items"."late_action" in ('publish', 'skip', 'ask', 'replan'))
);
--> statement-breakpoint
CREATE TABLE "hub"."media" (
	"sha256" text PRIMARY KEY NOT NULL,
	"facts" jsonb NOT NULL,
	"name" text NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	CONSTRAINT "media_sha256" CHECK ("hub"."media"."sha256" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "media_facts" CHECK ("hub"."media"."facts"->>'sha256' = "hub"."media"."sha256")
);
--> statement-breakpoint
CREATE TABLE "hub"."metrics" (
	"publication" text NOT NULL,
	"reading" text NOT NULL,
	"metric" text NOT NULL,
	"value" double precision NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "metrics_publication_reading_metric_pk" PRIMARY KEY("publication","reading","metric")
);
--> statement-breakpoint
CREATE TABLE "hub"."publications" (
	"id" text PRIMARY KEY NOT NULL,
	"item" text NOT NULL,
	"account" text NOT NULL,
	"approval" bigint NOT NULL,
	"post" jsonb NOT NULL,
	"content_hash" text NOT NULL,
	"state" text NOT NULL,
	"reason" text,
	"due_at" timestamp with time zone NOT NULL,
	"late_after_ms" bigint NOT NULL,
	"late_action" text NOT NULL,
	"remote_id" text,
	"url" text,
	"published_at" timestamp with time zone,
	"follow_up" text DEFAULT 'open' NOT NULL,
	"verification" text DEFAULT 'none' NOT NULL,
	"verifications" integer DEFAULT 0 NOT NULL,
	"verified_at" timestamp with time zone,
	"evidence" text,
	"wish" text DEFAULT 'none' NOT NULL,
	"wish_text" text,
	"reopened_at" timestamp with time zone,
	"wake_at" timestamp with time zone,
	"wake" integer DEFAULT 1 NOT NULL,
	"dispatched" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "publications_remote" UNIQUE("account","remote_id"),
	CONSTRAINT "publications_state" CHECK ("hub"."publications"."state" in ('open', 'published', 'ambiguous', 'held', 'handed_off', 'failed', 'skipped', 'canceled', 'removed')),
	CONSTRAINT "publications_published" CHECK (("hub"."publications"."state" in ('published', 'removed')) = ("hub"."publications"."remote_id" is not null) and ("hub"."publications"."remote_id" is null) = ("hub"."publications"."published_at" is null)),
	CONSTRAINT "publications_reason" CHECK ("hub"."publications"."state" in ('open', 'published', 'removed') or "hub"."publications"."reason" is not null),
	CONSTRAINT "publications_ended" CHECK (("hub"."publications"."state" in ('failed', 'skipped', 'canceled', 'removed')) = ("hub"."publications"."ended_at" is not null)),
	CONSTRAINT "publications_late" CHECK ("hub"."publications"."late_action" in ('publish', 'skip', 'ask', 'replan')),
	CONSTRAINT "publications_follow_up" CHECK ("hub"."publications"."follow_up" in ('open', 'complete', 'given_up')),
	CONSTRAINT "publications_verification" CHECK ("hub"."publications"."verification" in ('none', 'matched', 'differs')),
	CONSTRAINT "publications_verified" CHECK ("hub"."publications"."verification" = 'none' or ("hub"."publications"."verified_at" is not null and "hub"."publications"."remote_id" is not null)),
	CONSTRAINT "publications_wish" CHECK ("hub"."publications"."wish" in ('none', 'remove', 'correct')),
	CONSTRAINT "publications_wish_text" CHECK (("hub"."publications"."wish" = 'correct') = ("hub"."publications"."wish_text" is not null)),
	CONSTRAINT "publications_dispatched" CHECK ("hub"."publications"."dispatched" <= "hub"."publications"."wake")
);
--> statement-breakpoint
CREATE TABLE "hub"."readings" (
	"publication" text NOT NULL,
	"name" text NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"until" timestamp with time zone,
	"state" text DEFAULT 'due' NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"reason" text,
	CONSTRAINT "readings_publication_name_pk" PRIMARY KEY("publication","name"),
	CONSTRAINT "readings_state" CHECK ("hub"."readings"."state" in ('due', 'read', 'missed')),
	CONSTRAINT "readings_missed" CHECK ("hub"."readings"."state" <> 'missed' or "hub"."readings"."reason" is not null)
);
--> statement-breakpoint
CREATE TABLE "hub"."templates" (
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"brand" text,
	"text" text NOT NULL,
	"sha256" text NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	CONSTRAINT "templates_name_version_pk" PRIMARY KEY("name","version"),
	CONSTRAINT "templates_version" CHECK ("hub"."templates"."version" >= 1)
);
--> statement-breakpoint
CREATE TABLE "hub"."variants" (
	"item" text NOT NULL,
	"variant" text NOT NULL,
	"factor" text NOT NULL,
	"post" jsonb NOT NULL,
	"content_hash" text NOT NULL,
	CONSTRAINT "variants_item_variant_pk" PRIMARY KEY("item","variant"),
	CONSTRAINT "variants_variant" CHECK ("hub"."variants"."variant" in ('A', 'B')),
	CONSTRAINT "variants_factor" CHECK ("hub"."variants"."factor" in ('hook', 'format', 'call_to_action', 'image', 'time', 'none')),
	CONSTRAINT "variants_content_hash" CHECK ("hub"."variants"."content_hash" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "hub"."workers" (
	"id" text PRIMARY KEY NOT NULL,
	"generation" integer NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"beat_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "hub"."accounts" ADD CONSTRAINT "accounts_brand_brands_id_fk" FOREIGN KEY ("brand") REFERENCES "hub"."brands"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."allowances" ADD CONSTRAINT "allowances_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "hub"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."approvals" ADD CONSTRAINT "approvals_item_items_id_fk" FOREIGN KEY ("item") REFERENCES "hub"."items"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."attempts" ADD CONSTRAINT "attempts_publication_publications_id_fk" FOREIGN KEY ("publication") REFERENCES "hub"."publications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."attempts" ADD CONSTRAINT "attempts_credential_credentials_id_fk" FOREIGN KEY ("credential") REFERENCES "hub"."credentials"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."campaigns" ADD CONSTRAINT "campaigns_brand_brands_id_fk" FOREIGN KEY ("brand") REFERENCES "hub"."brands"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."credentials" ADD CONSTRAINT "credentials_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "hub"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."credentials" ADD CONSTRAINT "credentials_refreshing_by_workers_id_fk" FOREIGN KEY ("refreshing_by") REFERENCES "hub"."workers"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."findings" ADD CONSTRAINT "findings_attempt" FOREIGN KEY ("publication","attempt") REFERENCES "hub"."attempts"("publication","number") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."items" ADD CONSTRAINT "items_campaign_campaigns_id_fk" FOREIGN KEY ("campaign") REFERENCES "hub"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."items" ADD CONSTRAINT "items_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "hub"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."metrics" ADD CONSTRAINT "metrics_reading" FOREIGN KEY ("publication","reading") REFERENCES "hub"."readings"("publication","name") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."publications" ADD CONSTRAINT "publications_item_items_id_fk" FOREIGN KEY ("item") REFERENCES "hub"."items"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."publications" ADD CONSTRAINT "publications_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "hub"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."publications" ADD CONSTRAINT "publications_approved" FOREIGN KEY ("approval","item","content_hash") REFERENCES "hub"."approvals"("id","item","content_hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."readings" ADD CONSTRAINT "readings_publication_publications_id_fk" FOREIGN KEY ("publication") REFERENCES "hub"."publications"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."templates" ADD CONSTRAINT "templates_brand_brands_id_fk" FOREIGN KEY ("brand") REFERENCES "hub"."brands"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."variants" ADD CONSTRAINT "variants_item_items_id_fk" FOREIGN KEY ("item") REFERENCES "hub"."items"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_one_per_episode" ON "hub"."alerts" USING btree ("kind","subject") WHERE "hub"."alerts"."ended_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "approvals_one_valid" ON "hub"."approvals" USING btree ("item") WHERE "hub"."approvals"."voided_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "attempts_one_unsettled" ON "hub"."attempts" USING btree ("publication") WHERE "hub"."attempts"."state" = 'open' or ("hub"."attempts"."state" = 'unknown' and "hub"."attempts"."lost_answer" <> 'repeat');--> statement-breakpoint
CREATE UNIQUE INDEX "attempts_visible_once" ON "hub"."attempts" USING btree ("publication","call") WHERE "hub"."attempts"."visible" and "hub"."attempts"."state" in ('done', 'found');--> statement-breakpoint
CREATE INDEX "items_due" ON "hub"."items" USING btree ("due_at");--> statement-breakpoint
CREATE UNIQUE INDEX "publications_one_live" ON "hub"."publications" USING btree ("item","account") WHERE "hub"."publications"."state" in ('open', 'published', 'ambiguous', 'held', 'handed_off');--> statement-breakpoint
CREATE INDEX "publications_wake" ON "hub"."publications" USING btree ("wake_at");--> statement-breakpoint
CREATE INDEX "readings_due" ON "hub"."readings" USING btree ("due_at") WHERE "hub"."readings"."state" = 'due';