-- Undecided items past their time leave, $2 rows at a time; decided ones stay. $1 now. Locks are taken in the order of all
-- other writers of the inbox and rows in use are left for the next turn.
DELETE FROM job_feed WHERE id IN (
  SELECT id FROM job_feed WHERE status = 'PENDING' AND expires_at <= $1::timestamptz
  ORDER BY user_id, offer_id LIMIT $2::int FOR UPDATE SKIP LOCKED)
