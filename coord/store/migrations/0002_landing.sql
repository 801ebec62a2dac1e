CREATE TABLE "muster"."conflict_forecasts" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"run" text NOT NULL,
	"session" integer NOT NULL,
	"other" integer NOT NULL,
	"commit" text NOT NULL,
	"other_commit" text NOT NULL,
	"paths" jsonb NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"cleared_at" timestamp with time zone,
	CONSTRAINT "conflict_forecasts_pair" CHECK ("muster"."conflict_forecasts"."session" < "muster"."conflict_forecasts"."other")
);
--> statement-breakpoint
CREATE TABLE "muster"."gate_decisions" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"run" text NOT NULL,
	"gate" text NOT NULL,
	"definition" text NOT NULL,
	"contents" text NOT NULL,
	"decision" text NOT NULL,
	"by" text NOT NULL,
	"why" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "gate_decisions_decision" CHECK ("muster"."gate_decisions"."decision" in ('approved', 'refused', 'overridden')),
	CONSTRAINT "gate_decisions_why" CHECK (length(trim("muster"."gate_decisions"."why")) > 0)
);
--> statement-breakpoint
CREATE TABLE "muster"."reverts" (
	"run" text NOT NULL,
	"block" text NOT NULL,
	"number" integer NOT NULL,
	"state" text NOT NULL,
	"commit" text,
	"integrated" text,
	"attempts" jsonb NOT NULL,
	"by" text NOT NULL,
	"why" text NOT NULL,
	"reason" text,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "reverts_run_block_number_pk" PRIMARY KEY("run","block","number"),
	CONSTRAINT "reverts_state" CHECK ("muster"."reverts"."state" in ('submitted', 'integrated', 'refused')),
	CONSTRAINT "reverts_commit" CHECK ("muster"."reverts"."state" = 'refused' or "muster"."reverts"."commit" is not null),
	CONSTRAINT "reverts_integrated" CHECK (("muster"."reverts"."state" = 'integrated') = ("muster"."reverts"."integrated" is not null)),
	CONSTRAINT "reverts_refused" CHECK (("muster"."reverts"."state" = 'refused') = ("muster"."reverts"."reason" is not null))
);
--> statement-breakpoint
ALTER TABLE "muster"."attempts" DROP CONSTRAINT "attempts_state";--> statement-breakpoint
ALTER TABLE "muster"."attempts" DROP CONSTRAINT "attempts_integrated";--> statement-breakpoint
ALTER TABLE "muster"."attempts" DROP CONSTRAINT "attempts_blocked";--> statement-breakpoint
ALTER TABLE "muster"."gate_results" DROP CONSTRAINT "gate_results_outcome";--> statement-breakpoint
ALTER TABLE "muster"."gate_results" DROP CONSTRAINT "gate_results_pass";--> statement-breakpoint
ALTER TABLE "muster"."requests" DROP CONSTRAINT "requests_kind";--> statement-breakpoint
ALTER TABLE "muster"."gate_results" ADD COLUMN "kind" text;--> statement-breakpoint
-- Results from before kinds were stored: a test has counts, a check has none.
UPDATE "muster"."gate_results" SET "kind" = case when "counts" is null then 'check' else 'test' end;--> statement-breakpoint
ALTER TABLE "muster"."gate_results" ALTER COLUMN "kind" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "muster"."gate_results" ADD COLUMN "environment" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "muster"."gate_results" ADD COLUMN "evidence" jsonb;--> statement-breakpoint
ALTER TABLE "muster"."gate_results" ADD COLUMN "tries" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "muster"."conflict_forecasts" ADD CONSTRAINT "conflict_forecasts_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "muster"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muster"."gate_decisions" ADD CONSTRAINT "gate_decisions_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "muster"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muster"."reverts" ADD CONSTRAINT "reverts_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "muster"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "conflict_forecasts_one_open" ON "muster"."conflict_forecasts" USING btree ("run","session","other") WHERE "muster"."conflict_forecasts"."cleared_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "reverts_one_open" ON "muster"."reverts" USING btree ("run","block") WHERE "muster"."reverts"."state" = 'submitted';--> statement-breakpoint
CREATE INDEX "gate_results_reuse" ON "muster"."gate_results" USING btree ("gate","definition","contents","environment");--> statement-breakpoint
ALTER TABLE "muster"."attempts" ADD CONSTRAINT "attempts_state" CHECK ("muster"."attempts"."state" in ('working', 'submitted', 'integrated', 'blocked', 'reopened', 'reverted'));--> statement-breakpoint
ALTER TABLE "muster"."attempts" ADD CONSTRAINT "attempts_integrated" CHECK (("muster"."attempts"."state" in ('integrated', 'reopened', 'reverted')) = ("muster"."attempts"."integrated" is not null));--> statement-breakpoint
ALTER TABLE "muster"."attempts" ADD CONSTRAINT "attempts_blocked" CHECK ("muster"."attempts"."state" not in ('blocked', 'reverted') or "muster"."attempts"."reason" is not null);--> statement-breakpoint
ALTER TABLE "muster"."gate_results" ADD CONSTRAINT "gate_results_kind" CHECK ("muster"."gate_results"."kind" in ('test', 'check', 'http', 'metric', 'files', 'review', 'human'));--> statement-breakpoint
ALTER TABLE "muster"."gate_results" ADD CONSTRAINT "gate_results_evidence" CHECK ("muster"."gate_results"."outcome" <> 'passed' or "muster"."gate_results"."kind" in ('test', 'check') or "muster"."gate_results"."evidence" is not null);--> statement-breakpoint
ALTER TABLE "muster"."gate_results" ADD CONSTRAINT "gate_results_tries" CHECK ("muster"."gate_results"."tries" >= 1);--> statement-breakpoint
ALTER TABLE "muster"."gate_results" ADD CONSTRAINT "gate_results_outcome" CHECK ("muster"."gate_results"."outcome" in ('passed', 'failed', 'missing_command', 'no_tests', 'timed_out', 'killed', 'unparsable', 'unreachable', 'refused', 'undecided'));--> statement-breakpoint
ALTER TABLE "muster"."gate_results" ADD CONSTRAINT "gate_results_pass" CHECK ("muster"."gate_results"."outcome" <> 'passed' or "muster"."gate_results"."kind" not in ('test', 'check') or "muster"."gate_results"."exit_code" is not distinct from 0);--> statement-breakpoint
ALTER TABLE "muster"."requests" ADD CONSTRAINT "requests_kind" CHECK ("muster"."requests"."kind" in ('stop', 'give', 'take', 'adopt', 'retry', 'revert', 'decide'));