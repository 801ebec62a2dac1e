CREATE SCHEMA "muster";
--> statement-breakpoint
CREATE TABLE "muster"."assignments" (
	"id" text PRIMARY KEY NOT NULL,
	"session" integer NOT NULL,
	"text" text NOT NULL,
	"mode" text,
	"as_agents" boolean NOT NULL,
	"starts_task" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "assignments_mode" CHECK ("muster"."assignments"."mode" is null or "muster"."assignments"."mode" in ('coding', 'writing', 'analysis', 'review'))
);
--> statement-breakpoint
CREATE TABLE "muster"."attempts" (
	"run" text NOT NULL,
	"task" text NOT NULL,
	"number" integer NOT NULL,
	"session" integer NOT NULL,
	"state" text NOT NULL,
	"base" text,
	"head" text,
	"integrated" text,
	"reason" text,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"submitted_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "attempts_run_task_number_pk" PRIMARY KEY("run","task","number"),
	CONSTRAINT "attempts_state" CHECK ("muster"."attempts"."state" in ('working', 'submitted', 'integrated', 'blocked', 'reopened')),
	CONSTRAINT "attempts_submitted" CHECK ("muster"."attempts"."state" not in ('submitted', 'integrated') or ("muster"."attempts"."head" is not null and "muster"."attempts"."submitted_at" is not null)),
	CONSTRAINT "attempts_integrated" CHECK (("muster"."attempts"."state" in ('integrated', 'reopened')) = ("muster"."attempts"."integrated" is not null)),
	CONSTRAINT "attempts_blocked" CHECK ("muster"."attempts"."state" <> 'blocked' or "muster"."attempts"."reason" is not null),
	CONSTRAINT "attempts_ended" CHECK (("muster"."attempts"."state" in ('working', 'submitted')) = ("muster"."attempts"."ended_at" is null))
);
--> statement-breakpoint
CREATE TABLE "muster"."documents" (
	"run" text NOT NULL,
	"version" integer NOT NULL,
	"sha256" text NOT NULL,
	"text" text NOT NULL,
	"origin" text NOT NULL,
	"adopted_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "documents_run_version_pk" PRIMARY KEY("run","version"),
	CONSTRAINT "documents_origin" CHECK ("muster"."documents"."origin" in ('start', 'edit', 'write_back'))
);
--> statement-breakpoint
CREATE TABLE "muster"."events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"run" text NOT NULL,
	"key" text NOT NULL,
	"kind" text NOT NULL,
	"session" integer,
	"task" text,
	"data" jsonb NOT NULL,
	"generation" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "events_key" UNIQUE("run","key")
);
--> statement-breakpoint
CREATE TABLE "muster"."gate_results" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"run" text NOT NULL,
	"key" text NOT NULL,
	"gate" text NOT NULL,
	"definition" text NOT NULL,
	"contents" text NOT NULL,
	"commit" text NOT NULL,
	"tree" text NOT NULL,
	"outcome" text NOT NULL,
	"exit_code" integer,
	"counts" jsonb,
	"duration_ms" integer NOT NULL,
	"tail" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "gate_results_key" UNIQUE("run","key"),
	CONSTRAINT "gate_results_outcome" CHECK ("muster"."gate_results"."outcome" in ('passed', 'failed', 'missing_command', 'no_tests', 'timed_out', 'killed', 'unparsable')),
	CONSTRAINT "gate_results_pass" CHECK ("muster"."gate_results"."outcome" <> 'passed' or "muster"."gate_results"."exit_code" is not distinct from 0),
	CONSTRAINT "gate_results_counts" CHECK ("muster"."gate_results"."outcome" <> 'passed' or "muster"."gate_results"."counts" is null or (coalesce(("muster"."gate_results"."counts"->>'failed')::int, 1) = 0 and coalesce(("muster"."gate_results"."counts"->>'passed')::int, 0) > 0))
);
--> statement-breakpoint
CREATE TABLE "muster"."grants" (
	"id" text PRIMARY KEY NOT NULL,
	"path" text NOT NULL,
	"session" integer NOT NULL,
	"reason" text NOT NULL,
	"granted_by" text NOT NULL,
	"granted_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "grants_expire" CHECK ("muster"."grants"."expires_at" > "muster"."grants"."granted_at")
);
--> statement-breakpoint
CREATE TABLE "muster"."handoffs" (
	"run" text NOT NULL,
	"handoff" text NOT NULL,
	"delivery" integer NOT NULL,
	"state" text NOT NULL,
	"commit" text NOT NULL,
	"artifacts" jsonb NOT NULL,
	"reason" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "handoffs_run_handoff_delivery_pk" PRIMARY KEY("run","handoff","delivery"),
	CONSTRAINT "handoffs_state" CHECK ("muster"."handoffs"."state" in ('offered', 'taken', 'accepted', 'refused')),
	CONSTRAINT "handoffs_refused" CHECK (("muster"."handoffs"."state" = 'refused') = ("muster"."handoffs"."reason" is not null))
);
--> statement-breakpoint
CREATE TABLE "muster"."integrations" (
	"run" text NOT NULL,
	"task" text NOT NULL,
	"attempt" integer NOT NULL,
	"onto" text NOT NULL,
	"commit" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "integrations_run_task_attempt_pk" PRIMARY KEY("run","task","attempt"),
	CONSTRAINT "integrations_commit" UNIQUE("commit")
);
--> statement-breakpoint
CREATE TABLE "muster"."requests" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"run" text NOT NULL,
	"kind" text NOT NULL,
	"data" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"answered_at" timestamp with time zone,
	CONSTRAINT "requests_kind" CHECK ("muster"."requests"."kind" in ('stop', 'give', 'take', 'adopt', 'retry'))
);
--> statement-breakpoint
CREATE TABLE "muster"."reviews" (
	"run" text NOT NULL,
	"name" text NOT NULL,
	"number" integer NOT NULL,
	"verdict" text NOT NULL,
	"main" text,
	"evidence" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "reviews_run_name_number_pk" PRIMARY KEY("run","name","number"),
	CONSTRAINT "reviews_verdict" CHECK ("muster"."reviews"."verdict" in ('landed', 'held')),
	CONSTRAINT "reviews_landed" CHECK (("muster"."reviews"."verdict" = 'landed') = ("muster"."reviews"."main" is not null))
);
--> statement-breakpoint
CREATE TABLE "muster"."runs" (
	"id" text PRIMARY KEY NOT NULL,
	"document_path" text NOT NULL,
	"state" text NOT NULL,
	"generation" integer DEFAULT 0 NOT NULL,
	"coordinator" jsonb,
	"options" jsonb NOT NULL,
	"plan_start" date NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "runs_state" CHECK ("muster"."runs"."state" in ('running', 'stopped', 'blocked', 'finished', 'abandoned')),
	CONSTRAINT "runs_finished" CHECK (("muster"."runs"."state" in ('finished', 'abandoned')) = ("muster"."runs"."finished_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "muster"."seats" (
	"session" integer PRIMARY KEY NOT NULL,
	"holder" text DEFAULT 'driver' NOT NULL,
	"agents" jsonb,
	CONSTRAINT "seats_holder" CHECK ("muster"."seats"."holder" in ('driver', 'person'))
);
--> statement-breakpoint
CREATE TABLE "muster"."turns" (
	"id" text PRIMARY KEY NOT NULL,
	"run" text NOT NULL,
	"task" text NOT NULL,
	"attempt" integer NOT NULL,
	"number" integer NOT NULL,
	"session" integer NOT NULL,
	"driver" text NOT NULL,
	"outcome" jsonb,
	"verdict" jsonb,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "turns_number" UNIQUE("run","task","attempt","number"),
	CONSTRAINT "turns_ended" CHECK (("muster"."turns"."outcome" is null) = ("muster"."turns"."ended_at" is null)),
	CONSTRAINT "turns_verdict" CHECK ("muster"."turns"."verdict" is null or "muster"."turns"."outcome" is not null)
);
--> statement-breakpoint
ALTER TABLE "muster"."attempts" ADD CONSTRAINT "attempts_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "muster"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muster"."documents" ADD CONSTRAINT "documents_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "muster"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muster"."events" ADD CONSTRAINT "events_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "muster"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muster"."gate_results" ADD CONSTRAINT "gate_results_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "muster"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muster"."handoffs" ADD CONSTRAINT "handoffs_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "muster"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muster"."integrations" ADD CONSTRAINT "integrations_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "muster"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muster"."requests" ADD CONSTRAINT "requests_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "muster"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muster"."reviews" ADD CONSTRAINT "reviews_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "muster"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muster"."turns" ADD CONSTRAINT "turns_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "muster"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "attempts_one_per_session" ON "muster"."attempts" USING btree ("run","session") WHERE "muster"."attempts"."state" in ('working', 'submitted');--> statement-breakpoint
CREATE UNIQUE INDEX "attempts_integrated_once" ON "muster"."attempts" USING btree ("run","task") WHERE "muster"."attempts"."state" = 'integrated';--> statement-breakpoint
CREATE INDEX "events_kind" ON "muster"."events" USING btree ("run","kind");--> statement-breakpoint
CREATE UNIQUE INDEX "handoffs_accepted_once" ON "muster"."handoffs" USING btree ("run","handoff") WHERE "muster"."handoffs"."state" = 'accepted';--> statement-breakpoint
CREATE UNIQUE INDEX "runs_one_open" ON "muster"."runs" USING btree ((true)) WHERE "muster"."runs"."finished_at" is null;