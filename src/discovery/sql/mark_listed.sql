-- Sightings that this run met: the listing they are in, and not gone. $1 source, $2 listing, $3 ids
UPDATE offer_sightings SET listing = $2::text, gone_at = NULL
WHERE source = $1::text AND source_id = ANY($3::text[]) AND (listing IS DISTINCT FROM $2::text OR gone_at IS NOT NULL)
