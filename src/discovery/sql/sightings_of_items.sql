-- Where the jobs behind some items of one user were seen: the sightings of each item's card and of the cards the user merged into
-- it, less those the user has split off. $1 user, $2 items. Columns: item, source, source id, link, first and last seen, gone, how it
-- came to its card, likeness, the card's provenance, the merged item it comes with.
WITH item AS (
  SELECT id, id AS of, offer_id FROM job_feed WHERE user_id = $1::uuid AND id = ANY($2::uuid[])
  UNION ALL
  SELECT id, merged_into, offer_id FROM job_feed WHERE user_id = $1::uuid AND merged_into = ANY($2::uuid[])),
seen AS (
  SELECT item.id, item.of, o.provenance, s.gone_at IS NOT NULL OR (s.content IS NULL AND o.closed_at IS NOT NULL) AS gone, s.*
  FROM item JOIN offers o ON o.id = item.offer_id JOIN offer_sightings s ON s.offer_id = o.id
  WHERE NOT EXISTS (SELECT FROM identity_decisions d WHERE d.job_feed_id = item.id AND d.user_id = $1::uuid AND d.kind = 'SPLIT' AND d.undone_at IS NULL
                      AND d.source = s.source AND d.source_id = s.source_id)
  UNION ALL
  SELECT item.id, item.of, NULL, s.gone_at IS NOT NULL, s.*
  FROM item JOIN offers o ON o.id = item.offer_id JOIN offer_sightings s ON s.source = o.alone_source AND s.source_id = o.alone_source_id)
SELECT DISTINCT ON (of, source, source_id) of, source, source_id, url, first_seen_at, last_seen_at, gone, found_by, likeness, provenance,
       CASE WHEN id <> of THEN id END
FROM seen ORDER BY of, source, source_id, id = of DESC
