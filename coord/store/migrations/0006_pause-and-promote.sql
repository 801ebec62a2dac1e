ALTER TABLE "muster"."requests" DROP CONSTRAINT "requests_kind";--> statement-breakpoint
ALTER TABLE "muster"."seats" DROP CONSTRAINT "seats_holder";--> statement-breakpoint
ALTER TABLE "muster"."requests" ADD CONSTRAINT "requests_kind" CHECK ("muster"."requests"."kind" in ('stop', 'give', 'take', 'pause', 'unpause', 'adopt', 'retry', 'revert', 'promote', 'decide', 'budget'));--> statement-breakpoint
ALTER TABLE "muster"."seats" ADD CONSTRAINT "seats_holder" CHECK ("muster"."seats"."holder" in ('driver', 'person', 'nobody'));