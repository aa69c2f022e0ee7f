-- Open offers of a source that people keep and that were not seen for a while, the longest first. $1 source, $2 not seen since, $3 how many
SELECT s.source_id FROM offer_sightings s JOIN offers o ON o.id = s.offer_id
WHERE s.source = $1::text AND s.gone_at IS NULL AND o.closed_at IS NULL AND s.last_seen_at < $2::timestamptz
  AND EXISTS (SELECT FROM job_feed f WHERE f.offer_id = o.id AND f.status <> 'REJECTED')
ORDER BY s.last_seen_at LIMIT $3::int
