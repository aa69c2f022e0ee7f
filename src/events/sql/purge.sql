-- $1: seconds that events are kept
DELETE FROM events WHERE (user_id, seq) IN (
  SELECT user_id, seq FROM events WHERE created_at < now() - make_interval(secs => $1::float8)
  ORDER BY created_at LIMIT 5000 FOR UPDATE SKIP LOCKED)
