-- The user's decisions that can still be taken back, the latest first, as undo.sql would take them back: item, when, where it came from and
-- until when, where it stands. One an item, its last: what lies below is laid open by taking that back. An approval whose application has
-- moved on is none of them. $1 user, $2 now, $3 rows
SELECT d.job_feed_id, d.at, CASE WHEN d.from_status = 'SNOOZED' AND (d.from_until > $2::timestamptz) IS NOT TRUE THEN 'PENDING' ELSE d.from_status END,
       CASE WHEN d.from_until > $2::timestamptz THEN d.from_until END, d.to_status
FROM triage_decisions d
JOIN job_feed f ON f.id = d.job_feed_id AND f.merged_into IS NULL AND triage_state(f.status, f.snoozed_until, $2::timestamptz) = d.to_status
WHERE d.user_id = $1::uuid AND d.undone_at IS NULL
  AND NOT EXISTS (SELECT FROM triage_decisions later WHERE later.job_feed_id = d.job_feed_id AND later.id > d.id AND later.undone_at IS NULL
                                                       AND later.to_status = d.to_status)
  AND NOT (d.to_status = 'APPROVED' AND EXISTS (SELECT FROM applications a WHERE a.job_feed_id = f.id AND a.user_id = $1::uuid AND a.deleted_at IS NULL
                                                  AND a.current_status <> 'TO_APPLY'))
ORDER BY d.id DESC LIMIT $3::int
