-- As load_case.sql, of an application ($2) or an item of the inbox ($3); then: the profile's version, the job's cluster, the application, and whether
-- that is deleted.
-- $1 user
SELECT coalesce(a.ai_analysis IS NOT NULL, false), f.is_manual,
       coalesce(f.title, o.title), coalesce(f.company_name, o.company), coalesce(f.location, o.location), coalesce(f.description, o.description),
       coalesce(f.details, o.details), o.posted_at, o.expires_at, f.company_description, f.start_date, f.duration, f.why_us,
       p.full_name, p.status, p.skills_json, p.experience_json, p.projects_json, p.education_json, p.certifications_json,
       s.id, s.job_titles, s.locations, s.keywords, s.red_flags, s.remote_policy, s.salary_min, s.salary_max, s.start_date, s.duration, s.cover_letter_template, s.must_have,
       s.letter_tone, s.letter_language,
       coalesce(p.version, 0),
       CASE WHEN f.id IS NULL THEN 'application:' || a.id WHEN f.is_manual OR o.id IS NULL THEN 'item:' || f.id ELSE coalesce(o.repost_root, o.id)::text END,
       a.id, a.deleted_at IS NOT NULL
FROM (SELECT $2::uuid AS application, $3::uuid AS item) asked
LEFT JOIN applications a ON a.id = asked.application AND a.user_id = $1::uuid
LEFT JOIN job_feed f ON f.id = coalesce(a.job_feed_id, asked.item) AND f.user_id = $1::uuid
LEFT JOIN offers o ON o.id = f.offer_id
LEFT JOIN profiles p ON p.user_id = $1::uuid
LEFT JOIN search_configs s ON s.id = coalesce(a.search_config_id, f.search_config_id) AND s.user_id = $1::uuid
WHERE a.id IS NOT NULL OR f.id IS NOT NULL
