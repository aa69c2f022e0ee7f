-- The service said that nothing changed: everything of the listing was seen again. $1 source, $2 listing, $3 now, $4 noted before that
WITH again AS (
  UPDATE offer_sightings SET last_seen_at = $3::timestamptz
  WHERE source = $1::text AND listing = $2::text AND gone_at IS NULL AND last_seen_at < $4::timestamptz
  RETURNING offer_id)
UPDATE offers SET last_seen_at = $3::timestamptz WHERE id IN (SELECT offer_id FROM again)
