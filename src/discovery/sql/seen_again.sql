-- Unchanged offers that were last noted a day ago or more. $1 source, $2 source ids, $3 offers, $4 now.
WITH sighting AS (
  UPDATE offer_sightings SET last_seen_at = $4::timestamptz WHERE source = $1::text AND source_id = ANY($2::text[]))
UPDATE offers SET last_seen_at = $4::timestamptz WHERE id = ANY($3::uuid[])
