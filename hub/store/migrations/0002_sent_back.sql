CREATE TABLE "hub"."sent_back" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"item" text NOT NULL,
	"content_hash" text NOT NULL,
	"by" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "sent_back_content_hash" CHECK ("hub"."sent_back"."content_hash" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "sent_back_by" CHECK (btrim("hub"."sent_back"."by") <> ''),
	CONSTRAINT "sent_back_reason" CHECK (btrim("hub"."sent_back"."reason") <> '')
);
--> statement-breakpoint
ALTER TABLE "hub"."sent_back" ADD CONSTRAINT "sent_back_item_items_id_fk" FOREIGN KEY ("item") REFERENCES "hub"."items"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sent_back_item" ON "hub"."sent_back" USING btree ("item");