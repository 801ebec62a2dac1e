ALTER TABLE "hub"."campaigns" DROP CONSTRAINT "campaigns_days";--> statement-breakpoint
ALTER TABLE "hub"."campaigns" DROP CONSTRAINT "campaigns_budget";--> statement-breakpoint
ALTER TABLE "hub"."items" DROP CONSTRAINT "items_campaign_campaigns_id_fk";
--> statement-breakpoint
ALTER TABLE "hub"."campaigns" ADD COLUMN "profile" jsonb;--> statement-breakpoint
ALTER TABLE "hub"."campaigns" ADD COLUMN "changed_at" timestamp with time zone;--> statement-breakpoint
UPDATE "hub"."campaigns" SET "profile" = "goal"::jsonb, "changed_at" = now();--> statement-breakpoint
ALTER TABLE "hub"."campaigns" ALTER COLUMN "profile" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "hub"."campaigns" ALTER COLUMN "changed_at" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "hub"."campaigns" DROP COLUMN "name";--> statement-breakpoint
ALTER TABLE "hub"."campaigns" DROP COLUMN "goal";--> statement-breakpoint
ALTER TABLE "hub"."campaigns" DROP COLUMN "budget_cents";--> statement-breakpoint
ALTER TABLE "hub"."campaigns" DROP COLUMN "starts_on";--> statement-breakpoint
ALTER TABLE "hub"."campaigns" DROP COLUMN "ends_on";--> statement-breakpoint
ALTER TABLE "hub"."items" DROP COLUMN "campaign";--> statement-breakpoint
ALTER TABLE "hub"."campaigns" ADD CONSTRAINT "campaigns_profile" CHECK ("hub"."campaigns"."profile"->>'id' is not distinct from "hub"."campaigns"."id");