-- What changed in the offers behind some items of one user, oldest first. $1 user, $2 items. Columns: item, version, when, the
-- fields that changed as they were, and the offer as it is: title, company, location, remote, contract, pay; the posting's number
-- and when it was first seen.
SELECT f.id, v.version, v.changed_at, v.before, o.title, o.company, o.location, o.remote, o.contract, o.salary_min, o.salary_max, o.salary_currency,
       o.repost_number, o.first_seen_at
FROM job_feed f
JOIN offers o ON o.id = f.offer_id
LEFT JOIN offer_versions v ON v.offer_id = o.id
WHERE f.user_id = $1::uuid AND f.id = ANY($2::uuid[])
ORDER BY f.id, v.version
