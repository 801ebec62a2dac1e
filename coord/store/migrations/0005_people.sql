CREATE TABLE "muster"."browsers" (
	"cookie" text PRIMARY KEY NOT NULL,
	"person" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "muster"."logins" (
	"secret" text PRIMARY KEY NOT NULL,
	"person" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "muster"."people" (
	"name" text PRIMARY KEY NOT NULL,
	"role" text NOT NULL,
	"token" text,
	"added_by" text NOT NULL,
	"added_at" timestamp with time zone DEFAULT now() NOT NULL,
	"revoked_by" text,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "people_token_unique" UNIQUE("token"),
	CONSTRAINT "people_name" CHECK (length(trim("muster"."people"."name")) > 0),
	CONSTRAINT "people_role" CHECK ("muster"."people"."role" in ('lead', 'viewer')),
	CONSTRAINT "people_revoked" CHECK (("muster"."people"."revoked_at" is null) = ("muster"."people"."revoked_by" is null))
);
--> statement-breakpoint
ALTER TABLE "muster"."browsers" ADD CONSTRAINT "browsers_person_people_name_fk" FOREIGN KEY ("person") REFERENCES "muster"."people"("name") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "muster"."logins" ADD CONSTRAINT "logins_person_people_name_fk" FOREIGN KEY ("person") REFERENCES "muster"."people"("name") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "browsers_person" ON "muster"."browsers" USING btree ("person");