-- $1 number, $2 now, $3 at most. As worker: for the edge, of all users.
SELECT number, user_id, session_id, kept_session_id, ended_at, until FROM ended_sessions
WHERE number > $1::bigint AND until > $2::timestamptz ORDER BY number LIMIT $3::int
