-- $1 users, $2 positions: those with events after their position
SELECT w.user_id FROM unnest($1::uuid[], $2::bigint[]) AS w (user_id, after)
JOIN event_counters c ON c.user_id = w.user_id AND c.last_seq <> w.after
