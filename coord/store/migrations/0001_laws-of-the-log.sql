-- The event log only grows. Rows go only when the run that they tell of is pruned (the cascade fires inside a trigger).
create function muster.refuse_event_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and pg_trigger_depth() > 1 then
    return old;
  end if;
  raise exception 'muster.events is append-only: % of event % refused', lower(tg_op), old.id;
end $$;
--> statement-breakpoint
create trigger events_append_only before update or delete on muster.events
  for each row execute function muster.refuse_event_change();
--> statement-breakpoint
-- Waiting is event-driven. What people ask wakes the coordinator; what happened wakes whoever follows the log.
create function muster.announce() returns trigger language plpgsql as $$
begin
  perform pg_notify(tg_argv[0], tg_table_name);
  return null;
end $$;
--> statement-breakpoint
create trigger events_announced after insert on muster.events
  for each statement execute function muster.announce('muster_events');
--> statement-breakpoint
create trigger requests_announced after insert on muster.requests
  for each statement execute function muster.announce('muster_requests');
--> statement-breakpoint
create trigger assignments_announced after insert on muster.assignments
  for each statement execute function muster.announce('muster_requests');
--> statement-breakpoint
-- TRUNCATE fires no row trigger, so it would have emptied the append-only log without a word.
create function muster.refuse_event_truncate() returns trigger language plpgsql as $$
begin
  raise exception 'muster.events is append-only: truncate refused';
end $$;
--> statement-breakpoint
create trigger events_not_truncated before truncate on muster.events
  for each statement execute function muster.refuse_event_truncate();
