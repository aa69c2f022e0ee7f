-- Holds the item of the decision that undo.sql is about to take back. $1 user, $2 item or null, $3 now.
SELECT f.id FROM job_feed f
WHERE f.user_id = $1::uuid
  AND f.id = coalesce($2::uuid, (SELECT d.job_feed_id FROM triage_decisions d
                                 JOIN job_feed i ON i.id = d.job_feed_id AND triage_state(i.status, i.snoozed_until, $3::timestamptz) = d.to_status
                                 WHERE d.user_id = $1::uuid AND d.undone_at IS NULL ORDER BY d.id DESC LIMIT 1))
FOR UPDATE
