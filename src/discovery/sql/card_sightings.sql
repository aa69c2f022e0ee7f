-- All sightings of some cards, and the card of its own that somebody's split gave one. $1 the cards' ids.
SELECT s.offer_id, s.source, s.source_id, s.content, s.gone_at IS NOT NULL, s.kept_hash, a.id
FROM offer_sightings s
LEFT JOIN offers a ON a.alone_source = s.source AND a.alone_source_id = s.source_id
WHERE s.offer_id = ANY($1::uuid[]) ORDER BY s.offer_id, s.source, s.source_id
