-- settle.sql for all offers but those that were matched ($2): none of the user's searches wants them. Offers changed since $4 are left to
-- whoever brings them, and what the user split off is the user's. $1 user, $2 matched offers, $3 now. One row: entries gone, items gone.
WITH stale AS (
  DELETE FROM filtered_offers q
  WHERE q.user_id = $1::uuid AND q.offer_id <> ALL($2::uuid[])
    AND NOT EXISTS (SELECT FROM offers o WHERE o.id = q.offer_id AND o.changed_at >= $4::timestamptz)
  RETURNING q.id),
gone AS (
  UPDATE job_feed f SET expires_at = $3::timestamptz, updated_at = $3::timestamptz
  WHERE f.user_id = $1::uuid AND f.offer_id <> ALL($2::uuid[]) AND f.status = 'PENDING' AND NOT f.is_manual
    AND f.search_config_id IS NOT NULL AND (f.expires_at IS NULL OR f.expires_at > $3::timestamptz)
    AND NOT EXISTS (SELECT FROM offers o WHERE o.id = f.offer_id AND (o.changed_at >= $4::timestamptz OR o.alone_source IS NOT NULL))
    AND NOT EXISTS (SELECT FROM search_configs s WHERE s.id = f.search_config_id AND s.archived_reason = 'HIRED')
  RETURNING f.id)
SELECT (SELECT count(*) FROM stale), (SELECT count(*) FROM gone)
