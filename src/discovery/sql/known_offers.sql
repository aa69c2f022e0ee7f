-- Which offers of a batch are known. $1 source, $2 source ids, $3 canonical URLs ('' = none), $4 content hashes, in the batch's order.
-- One row per hit: its place in the batch from 1, by sighting (true) or by URL, the offer and its board, its hash, closed or
-- not, when it was revised; of a sighting its hash, when it was noted, and whether the batch brings a content the offer had before.
SELECT i.n, true, s.offer_id, o.source, o.content_hash, o.closed_at IS NOT NULL, o.revised_at, s.content_hash, s.last_seen_at,
       CASE WHEN s.content_hash <> i.hash THEN EXISTS (SELECT FROM offer_versions v WHERE v.offer_id = o.id AND v.before_hash = i.hash) ELSE false END
FROM unnest($2::text[], $4::bytea[]) WITH ORDINALITY AS i(source_id, hash, n)
JOIN offer_sightings s ON s.source = $1::text AND s.source_id = i.source_id
JOIN offers o ON o.id = s.offer_id
UNION ALL
SELECT i.n, false, o.id, o.source, o.content_hash, o.closed_at IS NOT NULL, o.revised_at, NULL, NULL, NULL
FROM unnest($3::text[]) WITH ORDINALITY AS i(url, n)
JOIN offers o ON o.canonical_url = i.url
WHERE i.url <> ''
