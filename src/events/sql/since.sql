-- $1 users, $2 positions (NULL: only where the user's counter stands), $3 rows per line of input.
-- n (from 1), the counter (0: no event ever), and the events after the position in order; one row with NULLs when there are none.
SELECT w.n, coalesce(c.last_seq, 0), e.seq, e.data
FROM unnest($1::uuid[], $2::bigint[]) WITH ORDINALITY AS w (user_id, after, n)
LEFT JOIN event_counters c ON c.user_id = w.user_id
LEFT JOIN LATERAL (
  SELECT seq, data FROM events WHERE user_id = w.user_id AND seq > w.after ORDER BY seq LIMIT $3::int) e ON true
ORDER BY w.n, e.seq
