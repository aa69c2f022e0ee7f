-- The next applications after $1 with their events, in one snapshot. The card's columns come with its first row only. As worker.
-- $1 after, $2 applications
SELECT a.id, row_number() OVER w = 1, e.seq, e.kind, e.data, e.at, encode(e.hash, 'hex'),
       a.current_status, a.user_rating, a.relance_at, a.deleted_at IS NOT NULL,
       CASE WHEN row_number() OVER w = 1 THEN a.user_notes END, CASE WHEN row_number() OVER w = 1 THEN a.history_log END
FROM (SELECT * FROM applications WHERE id > $1::uuid ORDER BY id LIMIT $2::int) AS a
LEFT JOIN application_events e ON e.application_id = a.id
WINDOW w AS (PARTITION BY a.id ORDER BY e.seq)
ORDER BY a.id, e.seq
