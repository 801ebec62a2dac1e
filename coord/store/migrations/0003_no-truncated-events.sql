-- TRUNCATE fires no row trigger, so it would have emptied the append-only log without a word.
create function muster.refuse_event_truncate() returns trigger language plpgsql as $$
begin
  raise exception 'muster.events is append-only: truncate refused';
end $$;
--> statement-breakpoint
create trigger events_not_truncated before truncate on muster.events
  for each statement execute function muster.refuse_event_truncate();
