-- Offers that their board now calls closed, or shows again ($2). Closed ones leave the inboxes of those who have not decided.
-- $1 offers, $2 closed (else open), $3 now
WITH offer AS (
  UPDATE offers SET closed_at = CASE WHEN $2::bool THEN $3::timestamptz END
  WHERE id = ANY($1::uuid[]) AND (closed_at IS NOT NULL) <> $2::bool
  RETURNING id)
UPDATE job_feed f SET expires_at = $3::timestamptz, updated_at = $3::timestamptz
FROM offer WHERE $2::bool AND f.offer_id = offer.id AND f.status = 'PENDING' AND (f.expires_at IS NULL OR f.expires_at > $3::timestamptz)
