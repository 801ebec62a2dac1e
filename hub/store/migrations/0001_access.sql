CREATE TABLE "hub"."api_keys" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"secret" text NOT NULL,
	"scopes" text[] NOT NULL,
	"posts_budget" integer,
	"usd_thousandths_budget" integer,
	"by" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_secret" UNIQUE("secret"),
	CONSTRAINT "api_keys_scopes" CHECK ("hub"."api_keys"."scopes" <@ array['read', 'edit', 'approve'] and cardinality("hub"."api_keys"."scopes") > 0),
	CONSTRAINT "api_keys_budgets" CHECK ("hub"."api_keys"."posts_budget" >= 0 and "hub"."api_keys"."usd_thousandths_budget" >= 0)
);
--> statement-breakpoint
CREATE TABLE "hub"."audit" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"detail" jsonb NOT NULL,
	CONSTRAINT "audit_actor" CHECK (btrim("hub"."audit"."actor") <> '')
);
--> statement-breakpoint
CREATE TABLE "hub"."idempotency" (
	"actor" text NOT NULL,
	"key" text NOT NULL,
	"request" text NOT NULL,
	"status" integer,
	"answer" jsonb,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "idempotency_actor_key_pk" PRIMARY KEY("actor","key"),
	CONSTRAINT "idempotency_answered" CHECK (("hub"."idempotency"."status" is null) = ("hub"."idempotency"."answer" is null))
);
--> statement-breakpoint
CREATE TABLE "hub"."key_spendings" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"key" bigint NOT NULL,
	"posts" integer NOT NULL,
	"usd_thousandths" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "key_spendings_amounts" CHECK ("hub"."key_spendings"."posts" >= 0 and "hub"."key_spendings"."usd_thousandths" >= 0)
);
--> statement-breakpoint
CREATE TABLE "hub"."password_links" (
	"secret" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"person" bigint NOT NULL,
	"by" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	CONSTRAINT "password_links_kind" CHECK ("hub"."password_links"."kind" in ('invitation', 'reset')),
	CONSTRAINT "password_links_expiry" CHECK ("hub"."password_links"."expires_at" > "hub"."password_links"."made_at")
);
--> statement-breakpoint
CREATE TABLE "hub"."people" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"role" text NOT NULL,
	"password" text,
	"added_at" timestamp with time zone NOT NULL,
	"disabled_at" timestamp with time zone,
	CONSTRAINT "people_email" UNIQUE("email"),
	CONSTRAINT "people_email_is_small" CHECK ("hub"."people"."email" = lower(btrim("hub"."people"."email")) and "hub"."people"."email" <> ''),
	CONSTRAINT "people_name" CHECK (btrim("hub"."people"."name") <> ''),
	CONSTRAINT "people_role" CHECK ("hub"."people"."role" in ('owner', 'editor', 'approver', 'viewer')),
	CONSTRAINT "people_password" CHECK ("hub"."people"."password" like '$argon2id$%')
);
--> statement-breakpoint
CREATE TABLE "hub"."sessions" (
	"secret" text PRIMARY KEY NOT NULL,
	"person" bigint NOT NULL,
	"begun_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sessions_expiry" CHECK ("hub"."sessions"."expires_at" > "hub"."sessions"."begun_at")
);
--> statement-breakpoint
CREATE TABLE "hub"."calendars" (
	"id" text PRIMARY KEY NOT NULL,
	"brand" text NOT NULL,
	"facts" jsonb NOT NULL,
	"added_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "hub"."channel_accounts" (
	"brand" text NOT NULL,
	"channel" text NOT NULL,
	"account" text NOT NULL,
	CONSTRAINT "channel_accounts_brand_channel_pk" PRIMARY KEY("brand","channel")
);
--> statement-breakpoint
CREATE TABLE "hub"."connect_visits" (
	"ticket" text PRIMARY KEY NOT NULL,
	"platform" text NOT NULL,
	"brand" text,
	"by" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"state" text,
	"browser" text,
	"verifier" "bytea",
	"used_at" timestamp with time zone,
	CONSTRAINT "connect_visits_state_unique" UNIQUE("state"),
	CONSTRAINT "connect_visits_platform" CHECK ("hub"."connect_visits"."platform" in ('instagram', 'facebook', 'x')),
	CONSTRAINT "connect_visits_on_the_way" CHECK (("hub"."connect_visits"."state" is null) = ("hub"."connect_visits"."browser" is null) and ("hub"."connect_visits"."state" is null) = ("hub"."connect_visits"."verifier" is null))
);
--> statement-breakpoint
CREATE TABLE "hub"."drawn_recipes" (
	"recipe" text NOT NULL,
	"position" integer NOT NULL,
	"sha256" text NOT NULL,
	"alt_text" text NOT NULL,
	CONSTRAINT "drawn_recipes_recipe_position_pk" PRIMARY KEY("recipe","position"),
	CONSTRAINT "drawn_recipes_position" CHECK ("hub"."drawn_recipes"."position" >= 0)
);
--> statement-breakpoint
CREATE TABLE "hub"."planned_items" (
	"item" text PRIMARY KEY NOT NULL,
	"calendar" text NOT NULL,
	"plan" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "hub"."proposals" (
	"id" text PRIMARY KEY NOT NULL,
	"actor" text NOT NULL,
	"changes" jsonb NOT NULL,
	"content_hash" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"applied_at" timestamp with time zone,
	"result" jsonb,
	CONSTRAINT "proposals_content_hash" CHECK ("hub"."proposals"."content_hash" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "proposals_applied" CHECK (("hub"."proposals"."applied_at" is null) = ("hub"."proposals"."result" is null))
);
--> statement-breakpoint
ALTER TABLE "hub"."key_spendings" ADD CONSTRAINT "key_spendings_key_api_keys_id_fk" FOREIGN KEY ("key") REFERENCES "hub"."api_keys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."password_links" ADD CONSTRAINT "password_links_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "hub"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."sessions" ADD CONSTRAINT "sessions_person_people_id_fk" FOREIGN KEY ("person") REFERENCES "hub"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."calendars" ADD CONSTRAINT "calendars_brand_brands_id_fk" FOREIGN KEY ("brand") REFERENCES "hub"."brands"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."channel_accounts" ADD CONSTRAINT "channel_accounts_brand_brands_id_fk" FOREIGN KEY ("brand") REFERENCES "hub"."brands"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."channel_accounts" ADD CONSTRAINT "channel_accounts_account_accounts_id_fk" FOREIGN KEY ("account") REFERENCES "hub"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."connect_visits" ADD CONSTRAINT "connect_visits_brand_brands_id_fk" FOREIGN KEY ("brand") REFERENCES "hub"."brands"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."drawn_recipes" ADD CONSTRAINT "drawn_recipes_sha256_media_sha256_fk" FOREIGN KEY ("sha256") REFERENCES "hub"."media"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."planned_items" ADD CONSTRAINT "planned_items_item_items_id_fk" FOREIGN KEY ("item") REFERENCES "hub"."items"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hub"."planned_items" ADD CONSTRAINT "planned_items_calendar_calendars_id_fk" FOREIGN KEY ("calendar") REFERENCES "hub"."calendars"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "api_keys_one_name" ON "hub"."api_keys" USING btree ("name") WHERE "hub"."api_keys"."revoked_at" is null;--> statement-breakpoint
CREATE INDEX "audit_at" ON "hub"."audit" USING btree ("at");--> statement-breakpoint
CREATE INDEX "key_spendings_key" ON "hub"."key_spendings" USING btree ("key");--> statement-breakpoint
CREATE UNIQUE INDEX "password_links_one_open" ON "hub"."password_links" USING btree ("person") WHERE "hub"."password_links"."used_at" is null;