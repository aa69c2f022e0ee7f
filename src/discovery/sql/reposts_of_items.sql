-- What one user did with earlier postings of the jobs behind some items, latest first. $1 user, $2 items. Columns: item, its
-- number, the earlier item, its status, its card's status, when that last changed.
SELECT f.id, o.repost_number, p.id, p.status, a.current_status, coalesce(a.updated_at, p.updated_at)
FROM job_feed f
JOIN offers o ON o.id = f.offer_id
JOIN offers po ON (po.repost_root = o.repost_root OR po.id = o.repost_root) AND po.repost_number < o.repost_number
JOIN job_feed p ON p.offer_id = po.id AND p.user_id = $1::uuid AND p.status <> 'PENDING'
LEFT JOIN applications a ON a.job_feed_id = p.id AND a.user_id = $1::uuid AND a.deleted_at IS NULL
WHERE f.user_id = $1::uuid AND f.id = ANY($2::uuid[]) AND o.repost_root IS NOT NULL
ORDER BY f.id, po.repost_number DESC
