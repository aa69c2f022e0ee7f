-- What an application is about. $1 user, $2 application
SELECT coalesce(f.title, o.title), coalesce(f.company_name, o.company)
FROM applications a JOIN job_feed f ON f.id = a.job_feed_id LEFT JOIN offers o ON o.id = f.offer_id
WHERE a.user_id = $1::uuid AND a.id = $2::uuid
