-- The board as cards show it, last changed first: the application and the heading of its item. $1 user, $2 status or null, $3 rows
SELECT a.id, a.current_status, a.job_feed_id, coalesce(f.title, o.title), coalesce(f.company_name, o.company),
  coalesce(f.location, o.location)
FROM applications a
LEFT JOIN job_feed f ON f.id = a.job_feed_id AND f.user_id = $1::uuid
LEFT JOIN offers o ON o.id = f.offer_id
WHERE a.user_id = $1::uuid AND a.deleted_at IS NULL AND ($2::text IS NULL OR a.current_status = $2)
ORDER BY a.updated_at DESC, a.id DESC LIMIT $3::int
