-- settle.sql for a user without active searches: nothing is wanted. $1 user, $2 now. One row: entries gone, items gone.
WITH stale AS (
  DELETE FROM filtered_offers WHERE user_id = $1::uuid RETURNING id),
gone AS (
  UPDATE job_feed f SET expires_at = $2::timestamptz, updated_at = $2::timestamptz
  WHERE f.user_id = $1::uuid AND f.status = 'PENDING' AND NOT f.is_manual AND f.search_config_id IS NOT NULL
    AND (f.expires_at IS NULL OR f.expires_at > $2::timestamptz)
    AND NOT EXISTS (SELECT FROM offers o WHERE o.id = f.offer_id AND o.alone_source IS NOT NULL)
    AND NOT EXISTS (SELECT FROM search_configs s WHERE s.id = f.search_config_id AND s.archived_reason = 'HIRED')
  RETURNING f.id)
SELECT (SELECT count(*) FROM stale), (SELECT count(*) FROM gone)
