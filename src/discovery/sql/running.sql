-- Which transactions may be writing: none older than the first number, none yet from the second on (a snapshot's own end is not that: it leaves out
-- what runs). And a time before the latter. Read in a transaction of its own, now() is before its statements see anything.
SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint + age(pg_snapshot_xmax(s)::xid), now() FROM pg_current_snapshot() AS s
