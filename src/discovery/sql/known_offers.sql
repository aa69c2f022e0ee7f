-- Which offers of a batch are known. $1 source, $2 source ids, $3 canonical URLs ('' = none), $4 content hashes, in the batch's order.
-- One row per hit: its place in the batch from 1, by sighting (true) or by URL, the offer and its board, its hash, closed or
-- not, when it was revised; of a sighting its hash, when it was noted, whether the batch brings a content it had before, and
-- whether it keeps its own content beside the card's (then hash, closed and revised are the sighting's).
SELECT i.n, true, s.offer_id, CASE WHEN s.content IS NULL THEN o.source ELSE s.source END, coalesce(s.kept_hash, o.content_hash),
       CASE WHEN s.content IS NULL THEN o.closed_at IS NOT NULL ELSE s.gone_at IS NOT NULL END,
       CASE WHEN s.content IS NULL THEN o.revised_at ELSE s.revised_at END, s.content_hash, s.last_seen_at,
       CASE WHEN s.content_hash = i.hash THEN false WHEN s.content IS NOT NULL THEN coalesce(i.hash = ANY(s.past_hashes), false)
            ELSE EXISTS (SELECT FROM offer_versions v WHERE v.offer_id = o.id AND v.before_hash = i.hash) END,
       s.content IS NOT NULL
FROM unnest($2::text[], $4::bytea[]) WITH ORDINALITY AS i(source_id, hash, n)
JOIN offer_sightings s ON s.source = $1::text AND s.source_id = i.source_id
JOIN offers o ON o.id = s.offer_id
UNION ALL
SELECT i.n, false, o.id, o.source, o.content_hash, o.closed_at IS NOT NULL, o.revised_at, NULL, NULL, NULL, NULL
FROM unnest($3::text[]) WITH ORDINALITY AS i(url, n)
JOIN offers o ON o.canonical_url = i.url
WHERE i.url <> '' AND o.alone_source IS NULL
