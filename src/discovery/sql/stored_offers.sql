-- What is stored of a source's offers. $1 source, $2 ids. The first columns are those of open_offers.sql; then the source's id, whether
-- this source's reading is kept and may be renewed (it is what the card shows, or kept beside the card's), and that reading where the
-- card has several.
SELECT o.id, o.source, o.url, o.title, o.company, o.description, o.details, o.posted_at, o.expires_at, s.source_id,
       CASE WHEN s.content IS NULL THEN o.source = s.source AND o.closed_at IS NULL ELSE s.gone_at IS NULL END, s.content
FROM offer_sightings s JOIN offers o ON o.id = s.offer_id
WHERE s.source = $1::text AND s.source_id = ANY($2::text[])
