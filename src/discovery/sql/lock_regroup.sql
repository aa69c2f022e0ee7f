-- Holds both items of the merge or split that undo_regroup.sql is about to take back. $1 user, $2 item or null.
SELECT f.id FROM job_feed f
JOIN (SELECT job_feed_id, other_id FROM identity_decisions
      WHERE user_id = $1::uuid AND undone_at IS NULL AND ($2::uuid IS NULL OR job_feed_id = $2::uuid OR other_id = $2::uuid)
      ORDER BY at DESC, id DESC LIMIT 1) d ON f.id IN (d.job_feed_id, d.other_id)
WHERE f.user_id = $1::uuid ORDER BY f.id FOR UPDATE
