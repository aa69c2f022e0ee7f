-- After a page of stored offers was matched against all of a user's searches: what none of them wants any more leaves, undecided items
-- and quarantine entries alike; decided items stay, and so do manual ones and those of a search that a hiring archived (which an undo brings back).
-- $1 user, $2 the page's offers, $3 those that a search accepts, $4 $5 searches and offers that red flags hold, $6 now.
-- One row: entries gone, items gone.
WITH held AS (
  SELECT * FROM unnest($4::uuid[], $5::uuid[]) AS x(search_id, offer_id)),
stale AS (
  DELETE FROM filtered_offers q
  WHERE q.user_id = $1::uuid AND q.offer_id = ANY($2::uuid[]) AND NOT EXISTS (SELECT FROM held WHERE held.search_id = q.search_config_id AND held.offer_id = q.offer_id)
  RETURNING q.id),
gone AS (
  UPDATE job_feed f SET expires_at = $6::timestamptz, updated_at = $6::timestamptz
  WHERE f.user_id = $1::uuid AND f.offer_id = ANY($2::uuid[]) AND f.offer_id <> ALL($3::uuid[]) AND f.status = 'PENDING' AND NOT f.is_manual
    AND f.search_config_id IS NOT NULL AND (f.expires_at IS NULL OR f.expires_at > $6::timestamptz)
    AND NOT EXISTS (SELECT FROM held JOIN filtered_offers q ON q.search_config_id = held.search_id AND q.offer_id = held.offer_id
                    WHERE held.offer_id = f.offer_id AND q.exception_id IS NOT NULL)
    AND NOT EXISTS (SELECT FROM search_configs s WHERE s.id = f.search_config_id AND s.archived_reason = 'HIRED')
  RETURNING f.id)
SELECT (SELECT count(*) FROM stale), (SELECT count(*) FROM gone)
