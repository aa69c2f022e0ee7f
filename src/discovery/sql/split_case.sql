-- What splitting a sighting off an item needs to know: the item's sightings with their contents. $1 user, $2 item.
SELECT s.source, s.source_id, s.content, s.gone_at IS NOT NULL, a.id
FROM job_feed f
JOIN offers o ON o.id = f.offer_id AND o.alone_source IS NULL
JOIN offer_sightings s ON s.offer_id = f.offer_id
LEFT JOIN offers a ON a.alone_source = s.source AND a.alone_source_id = s.source_id
WHERE f.user_id = $1::uuid AND f.id = $2::uuid AND f.merged_into IS NULL AND s.content IS NOT NULL
  AND NOT EXISTS (SELECT FROM identity_decisions d WHERE d.job_feed_id = f.id AND d.user_id = $1::uuid AND d.kind = 'SPLIT' AND d.undone_at IS NULL
                    AND d.source = s.source AND d.source_id = s.source_id)
ORDER BY s.source, s.source_id
