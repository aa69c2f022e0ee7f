-- Offers that a source does not show any more. $1 source, $2 listing or null, $3 ids, $4 true: the listing's others are gone;
-- false: these are, $5 now, $6 run. An offer that another source still shows stays open. Closed ones leave the inboxes of those who have not decided.
WITH victim AS (
  SELECT source, source_id, offer_id FROM offer_sightings
  WHERE source = $1::text AND gone_at IS NULL AND ($2::text IS NULL OR listing = $2::text) AND (source_id = ANY($3::text[])) <> $4::bool
  ORDER BY source, source_id FOR UPDATE),
marked AS (
  UPDATE offer_sightings s SET gone_at = $5::timestamptz FROM victim v WHERE s.source = v.source AND s.source_id = v.source_id),
dead AS (
  SELECT DISTINCT v.offer_id FROM victim v
  WHERE NOT EXISTS (SELECT FROM offer_sightings s WHERE s.offer_id = v.offer_id AND s.gone_at IS NULL
                    AND NOT EXISTS (SELECT FROM victim x WHERE x.source = s.source AND x.source_id = s.source_id))),
closed AS (
  UPDATE offers SET closed_at = $5::timestamptz WHERE id IN (SELECT offer_id FROM dead) AND closed_at IS NULL RETURNING id),
items AS (
  UPDATE job_feed f SET expires_at = $5::timestamptz, updated_at = $5::timestamptz
  FROM closed c WHERE f.offer_id = c.id AND f.status = 'PENDING' AND (f.expires_at IS NULL OR f.expires_at > $5::timestamptz)),
counted AS (
  UPDATE source_runs SET closed = closed + (SELECT count(*) FROM closed) WHERE id = $6::uuid)
SELECT count(*) FROM closed
