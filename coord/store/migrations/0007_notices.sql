CREATE TABLE "muster"."deliveries" (
	"notice" bigint NOT NULL,
	"receiver" text NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"next_at" timestamp with time zone NOT NULL,
	"error" text,
	"ended_at" timestamp with time zone,
	CONSTRAINT "deliveries_notice_receiver_pk" PRIMARY KEY("notice","receiver"),
	CONSTRAINT "deliveries_state" CHECK ("muster"."deliveries"."state" in ('waiting', 'sent', 'given_up')),
	CONSTRAINT "deliveries_tries" CHECK ("muster"."deliveries"."tries" >= 0),
	CONSTRAINT "deliveries_ended" CHECK (("muster"."deliveries"."state" = 'waiting') = ("muster"."deliveries"."ended_at" is null))
);
--> statement-breakpoint
CREATE TABLE "muster"."notices" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"run" text NOT NULL,
	"subject" text NOT NULL,
	"episode" integer NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"text" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "notices_episode" UNIQUE("run","subject","episode"),
	CONSTRAINT "notices_numbered" CHECK ("muster"."notices"."episode" >= 1),
	CONSTRAINT "notices_ended" CHECK ("muster"."notices"."ended_at" >= "muster"."notices"."at")
);
--> statement-breakpoint
ALTER TABLE "muster"."deliveries" ADD CONSTRAINT "deliveries_notice_notices_id_fk" FOREIGN KEY ("notice") REFERENCES "muster"."notices"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muster"."notices" ADD CONSTRAINT "notices_run_runs_id_fk" FOREIGN KEY ("run") REFERENCES "muster"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "deliveries_due" ON "muster"."deliveries" USING btree ("next_at") WHERE "muster"."deliveries"."state" = 'waiting';--> statement-breakpoint
CREATE UNIQUE INDEX "notices_one_open" ON "muster"."notices" USING btree ("run","subject") WHERE "muster"."notices"."ended_at" is null;