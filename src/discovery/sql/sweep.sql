-- Undecided items past their time leave, $2 rows at a time; decided ones stay, and those that the user merged or split: that word
-- holds when the offer comes back. $1 now. Locks are taken in the order of all
-- other writers of the inbox and rows in use are left for the next turn.
DELETE FROM job_feed WHERE id IN (
  SELECT id FROM job_feed f WHERE status = 'PENDING' AND expires_at <= $1::timestamptz
    AND NOT EXISTS (SELECT FROM identity_decisions d WHERE d.job_feed_id = f.id AND d.undone_at IS NULL)
    AND NOT EXISTS (SELECT FROM identity_decisions d WHERE d.other_id = f.id AND d.undone_at IS NULL)
  ORDER BY user_id, offer_id LIMIT $2::int FOR UPDATE SKIP LOCKED)
