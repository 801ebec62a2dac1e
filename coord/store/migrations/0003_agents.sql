CREATE TABLE "muster"."budgets" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"run" text NOT NULL,
	"scope" text NOT NULL,
	"key" text NOT NULL,
	"tokens" bigint,
	"cents" bigint,
	"by" text NOT NULL,
	"why" text NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "budgets_scope" CHECK ("muster"."budgets"."scope" in ('run', 'day', 'session', 'task')),
	CONSTRAINT "budgets_key" CHECK ("muster"."budgets"."scope" <> 'run' or "muster"."budgets"."key" = ''),
	CONSTRAINT "budgets_limit" CHECK (least("muster"."budgets"."tokens", "muster"."budgets"."cents") >= 0),
	CONSTRAINT "budgets_why" CHECK (length(trim("muster"."budgets"."why")) > 0)
);
--> statement-breakpoint
CREATE TABLE "muster"."reservations" (
	"turn" text PRIMARY KEY NOT NULL,
	"run" text NOT NULL,
	"generation" integer NOT NULL,
	"session" integer NOT NULL,
	"task" text NOT NULL,
	"driver" text NOT NULL,
	"day" date NOT NULL,
	"state" text NOT NULL,
	"tokens" bigint NOT NULL,
	"cents" double precision NOT NULL,
	"reserved_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "reservations_state" CHECK ("muster"."reservations"."state" in ('reserved', 'settled', 'released')),
	CONSTRAINT "reservations_amount" CHECK ("muster"."reservations"."tokens" >= 0 and "muster"."reservations"."cents" >= 0),
	CONSTRAINT "reservations_released" CHECK ("muster"."reservations"."state" <> 'released' or ("muster"."reservations"."tokens" = 0 and "muster"."reservations"."cents" = 0)),
	CONSTRAINT "reservations_ended" CHECK (("muster"."reservations"."state" = 'reserved') = ("muster"."reservations"."ended_at" is null))
);
--> statement-breakpoint
CREATE TABLE "muster"."turn_events" (
	"id" bigserial NOT NULL,
	"run" text NOT NULL,
	"turn" text NOT NULL,
	"seq" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"session" integer NOT NULL,
	"task" text NOT NULL,
	"data" jsonb NOT NULL,
	CONSTRAINT "turn_events_turn_seq_pk" PRIMARY KEY("turn","seq"),
	CONSTRAINT "turn_events_seq" CHECK ("muster"."turn_events"."seq" >= 1)
);
--> statement-breakpoint
CREATE TABLE "muster"."usage" (
	"run" text NOT NULL,
	"turn" text NOT NULL,
	"seq" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"session" integer NOT NULL,
	"task" text NOT NULL,
	"vendor" text NOT NULL,
	"model" text,
	"conversation" text,
	"scope" text NOT NULL,
	"kind" text NOT NULL,
	"quality" text NOT NULL,
	"input" bigint,
	"cache_read" bigint,
	"cache_write" bigint,
	"output" bigint,
	"reasoning" bigint,
	"cost_usd" double precision,
	"cost_scope" text,
	CONSTRAINT "usage_turn_seq_pk" PRIMARY KEY("turn","seq"),
	CONSTRAINT "usage_scope" CHECK ("muster"."usage"."scope" in ('request', 'turn', 'conversation')),
	CONSTRAINT "usage_kind" CHECK ("muster"."usage"."kind" in ('delta', 'total')),
	CONSTRAINT "usage_quality" CHECK ("muster"."usage"."quality" in ('reported', 'metered', 'unknown')),
	CONSTRAINT "usage_cost_scope" CHECK ("muster"."usage"."cost_scope" is null or "muster"."usage"."cost_scope" in ('turn', 'conversation')),
	CONSTRAINT "usage_not_negative" CHECK (least("muster"."usage"."input", "muster"."usage"."cache_read", "muster"."usage"."cache_write", "muster"."usage"."output", "muster"."usage"."reasoning", "muster"."usage"."cost_usd") >= 0)
);
--> statement-breakpoint
ALTER TABLE "muster"."requests" DROP CONSTRAINT "requests_kind";--> statement-breakpoint
ALTER TABLE "muster"."turns" ADD COLUMN "conversation" text;--> statement-breakpoint
ALTER TABLE "muster"."budgets" ADD CONSTRAINT "budgets_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "muster"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muster"."reservations" ADD CONSTRAINT "reservations_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "muster"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muster"."turn_events" ADD CONSTRAINT "turn_events_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "muster"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muster"."turn_events" ADD CONSTRAINT "turn_events_turn_turns_id_fk" FOREIGN KEY ("turn") REFERENCES "muster"."turns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muster"."usage" ADD CONSTRAINT "usage_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "muster"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muster"."usage" ADD CONSTRAINT "usage_turn_turns_id_fk" FOREIGN KEY ("turn") REFERENCES "muster"."turns"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "reservations_run" ON "muster"."reservations" USING btree ("run");--> statement-breakpoint
CREATE INDEX "reservations_day" ON "muster"."reservations" USING btree ("day");--> statement-breakpoint
CREATE INDEX "turn_events_cursor" ON "muster"."turn_events" USING btree ("run","id");--> statement-breakpoint
CREATE INDEX "usage_run" ON "muster"."usage" USING btree ("run");--> statement-breakpoint
CREATE INDEX "usage_conversation" ON "muster"."usage" USING btree ("conversation");--> statement-breakpoint
ALTER TABLE "muster"."requests" ADD CONSTRAINT "requests_kind" CHECK ("muster"."requests"."kind" in ('stop', 'give', 'take', 'adopt', 'retry', 'revert', 'decide', 'budget'));--> statement-breakpoint
-- What was used and what people allowed is history. Rows go only with the run that they tell of (the cascade fires inside a trigger).
create function muster.refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and pg_trigger_depth() > 1 then
    return old;
  end if;
  raise exception 'muster.% is append-only: % refused', tg_table_name, lower(tg_op);
end $$;
--> statement-breakpoint
create trigger usage_append_only before update or delete on muster.usage
  for each row execute function muster.refuse_change();
--> statement-breakpoint
create trigger usage_not_truncated before truncate on muster.usage
  for each statement execute function muster.refuse_change();
--> statement-breakpoint
create trigger budgets_append_only before update or delete on muster.budgets
  for each row execute function muster.refuse_change();
--> statement-breakpoint
create trigger budgets_not_truncated before truncate on muster.budgets
  for each statement execute function muster.refuse_change();
--> statement-breakpoint
-- Whoever shows a turn while it goes on hears of each copied batch.
create trigger turn_events_announced after insert on muster.turn_events
  for each statement execute function muster.announce('muster_turn_events');
