-- All that an analysis looks at: the application's item (an offer's, or the user's own), the profile, the search. $1 application, $2 user
SELECT a.ai_analysis IS NOT NULL, f.is_manual,
       coalesce(f.title, o.title), coalesce(f.company_name, o.company), coalesce(f.location, o.location), coalesce(f.description, o.description),
       coalesce(f.details, o.details), o.posted_at, o.expires_at, f.company_description, f.start_date, f.duration, f.why_us,
       p.full_name, p.status, p.skills_json, p.experience_json, p.projects_json, p.education_json, p.certifications_json,
       s.id, s.job_titles, s.locations, s.keywords, s.red_flags, s.remote_policy, s.salary_min, s.salary_max, s.start_date, s.duration, s.cover_letter_template, s.must_have,
       s.letter_tone, s.letter_language
FROM applications a
LEFT JOIN job_feed f ON f.id = a.job_feed_id
LEFT JOIN offers o ON o.id = f.offer_id
LEFT JOIN profiles p ON p.user_id = a.user_id
LEFT JOIN search_configs s ON s.id = a.search_config_id AND s.user_id = a.user_id
WHERE a.id = $1::uuid AND a.user_id = $2::uuid
