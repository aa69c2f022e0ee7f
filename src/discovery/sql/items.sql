-- Items of one user by id, whatever their status or age. The same columns as feed.sql, and until when it is put off.
-- $3 with reasons, $4 with raw data, $5 now.
SELECT f.id, f.search_config_id, f.status, f.rank, f.created_at, f.expires_at, f.is_manual, f.offer_id,
       coalesce(f.title, o.title), coalesce(f.company_name, o.company), coalesce(f.location, o.location),
       coalesce(f.source_url, o.url), o.source, coalesce(f.remote, o.remote), CASE WHEN f.own_pay THEN f.salary_min ELSE o.salary_min END,
       CASE WHEN f.own_pay THEN f.salary_max ELSE o.salary_max END, CASE WHEN f.own_pay THEN f.salary_currency ELSE o.salary_currency END,
       CASE WHEN $3::bool THEN f.reasons END,
       CASE WHEN $4::bool THEN coalesce(f.description, o.description) END,
       CASE WHEN $4::bool THEN coalesce(f.details, o.details) END,
       CASE WHEN $4::bool AND f.is_manual THEN json_build_object('companyDescription', f.company_description,
            'startDate', f.start_date, 'duration', f.duration, 'whyUs', f.why_us) END,
       CASE WHEN f.snoozed_until > $5::timestamptz THEN f.snoozed_until END
FROM job_feed f
LEFT JOIN offers o ON o.id = f.offer_id
WHERE f.user_id = $1::uuid AND f.id = ANY($2::uuid[])
