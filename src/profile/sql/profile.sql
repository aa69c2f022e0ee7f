-- $1 user
SELECT id, full_name, status, skills_json, experience_json, projects_json, education_json, certifications_json, cv_url, updated_at
FROM profiles WHERE user_id = $1::uuid
