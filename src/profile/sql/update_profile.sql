-- $1 user, $2 now, $3 names of the columns to set; $4 full_name, $5 status, $6… the JSON columns, null to clear.
UPDATE profiles SET
  full_name           = CASE WHEN 'full_name'      = ANY($3::text[]) THEN $4::text   ELSE full_name END,
  status              = CASE WHEN 'status'         = ANY($3::text[]) THEN $5::text   ELSE status END,
  skills_json         = CASE WHEN 'skills'         = ANY($3::text[]) THEN $6::jsonb  ELSE skills_json END,
  experience_json     = CASE WHEN 'experience'     = ANY($3::text[]) THEN $7::jsonb  ELSE experience_json END,
  projects_json       = CASE WHEN 'projects'       = ANY($3::text[]) THEN $8::jsonb  ELSE projects_json END,
  education_json      = CASE WHEN 'education'      = ANY($3::text[]) THEN $9::jsonb  ELSE education_json END,
  certifications_json = CASE WHEN 'certifications' = ANY($3::text[]) THEN $10::jsonb ELSE certifications_json END,
  version = version + 1, updated_at = $2::timestamptz
WHERE user_id = $1::uuid
RETURNING id, full_name, status, skills_json, experience_json, projects_json, education_json, certifications_json, cv_url, updated_at
