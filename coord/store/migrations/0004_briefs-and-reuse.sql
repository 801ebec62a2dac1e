CREATE TABLE "muster"."briefs" (
	"turn" text PRIMARY KEY NOT NULL,
	"run" text NOT NULL,
	"session" integer NOT NULL,
	"task" text NOT NULL,
	"text" text NOT NULL,
	"tokens" integer NOT NULL,
	"sections" jsonb NOT NULL,
	"left_out" jsonb NOT NULL,
	"follow_up" text,
	"follow_up_tokens" integer,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "briefs_tokens" CHECK ("muster"."briefs"."tokens" >= 0),
	CONSTRAINT "briefs_follow_up" CHECK (("muster"."briefs"."follow_up" is null) = ("muster"."briefs"."follow_up_tokens" is null))
);
--> statement-breakpoint
CREATE TABLE "muster"."reuses" (
	"run" text NOT NULL,
	"task" text NOT NULL,
	"attempt" integer NOT NULL,
	"session" integer NOT NULL,
	"state" text NOT NULL,
	"reason" text NOT NULL,
	"key" text,
	"inputs" jsonb,
	"result" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "reuses_run_task_attempt_pk" PRIMARY KEY("run","task","attempt"),
	CONSTRAINT "reuses_state" CHECK ("muster"."reuses"."state" in ('hit', 'miss', 'not_asked')),
	CONSTRAINT "reuses_key" CHECK (("muster"."reuses"."key" is null) = ("muster"."reuses"."inputs" is null)),
	CONSTRAINT "reuses_asked" CHECK ("muster"."reuses"."state" = 'not_asked' or "muster"."reuses"."key" is not null),
	CONSTRAINT "reuses_hit" CHECK (("muster"."reuses"."state" = 'hit') = ("muster"."reuses"."result" is not null))
);
--> statement-breakpoint
ALTER TABLE "muster"."briefs" ADD CONSTRAINT "briefs_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "muster"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muster"."reuses" ADD CONSTRAINT "reuses_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "muster"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "briefs_run" ON "muster"."briefs" USING btree ("run");