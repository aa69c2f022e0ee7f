-- What one user lets through in spite of red flags, newest first, with how many quarantine entries each overrides now.
SELECT e.id, e.offer_id, coalesce(e.company, o.company), o.title, e.created_at, (SELECT count(DISTINCT q.offer_id) FROM filtered_offers q WHERE q.exception_id = e.id)
FROM filter_exceptions e
LEFT JOIN offers o ON o.id = e.offer_id
WHERE e.user_id = $1::uuid
ORDER BY e.id DESC
LIMIT 1000
