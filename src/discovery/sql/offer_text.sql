-- The text of an offer before and after one of its versions, for a user who has it in the inbox: before, what the version kept; after, what
-- the next one that changed the text kept, or the offer's own. No row: no such version, or it left the text alone.
-- $1 user, $2 item, $3 version.
SELECT v.before->>'description', CASE WHEN later.before IS NULL THEN o.description ELSE later.before->>'description' END
FROM job_feed f
JOIN offers o ON o.id = f.offer_id
JOIN offer_versions v ON v.offer_id = o.id AND v.version = $3::int AND v.before ? 'description'
LEFT JOIN LATERAL (SELECT n.before FROM offer_versions n WHERE n.offer_id = o.id AND n.version > v.version AND n.before ? 'description'
                   ORDER BY n.version LIMIT 1) later ON true
WHERE f.user_id = $1::uuid AND f.id = $2::uuid
