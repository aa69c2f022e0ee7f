-- Ends one session ($2), or all of the user's but $3, and tells the clients.
-- $1 user, $2 session or null, $3 session that stays or null, $4 now, $5 until when to remember it, $6 client event
WITH ended AS (
  INSERT INTO ended_sessions (user_id, session_id, kept_session_id, ended_at, until)
  VALUES ($1::uuid, $2::text, $3::text, $4::timestamptz, $5::timestamptz) RETURNING number),
told AS MATERIALIZED (
  SELECT append_event($1::uuid, 'SESSION_ENDED', $6::text) FROM ended WHERE EXISTS (SELECT FROM users WHERE id = $1::uuid))
SELECT number, (SELECT count(*) FROM told) FROM ended
