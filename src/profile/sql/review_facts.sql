-- One proposal ($2) or all of a section ($3): accepted, edited or skipped; what is accepted joins the profile. Something skipped may
-- still be accepted. No row: there is no such proposal.
-- $1 user, $2 fact, $3 section, $4 new state, $5 edited value, $6 now
WITH fact AS (
  UPDATE profile_facts SET state = $4::text, value = coalesce($5::jsonb, value), reviewed_at = $6::timestamptz
  WHERE user_id = $1::uuid AND (id = $2::uuid AND (state = 'PROPOSED' OR (state = 'SKIPPED' AND $4::text <> 'SKIPPED')) OR section = $3::text AND state = 'PROPOSED')
  RETURNING id, section, field, value, state, document_id, places, position),
good AS (
  SELECT section, field, jsonb_agg(value ORDER BY position) AS list, min(value #>> '{}') AS words FROM fact WHERE state <> 'SKIPPED' GROUP BY section, field),
changed AS (
  UPDATE profiles SET
    full_name           = coalesce((SELECT words FROM good WHERE field = 'fullName'), full_name),
    skills_json         = add_to_list(skills_json, (SELECT list FROM good WHERE section = 'SKILLS')),
    experience_json     = add_to_list(experience_json, (SELECT list FROM good WHERE section = 'EXPERIENCE')),
    projects_json       = add_to_list(projects_json, (SELECT list FROM good WHERE section = 'PROJECTS')),
    education_json      = add_to_list(education_json, (SELECT list FROM good WHERE section = 'EDUCATION')),
    certifications_json = add_to_list(certifications_json, (SELECT list FROM good WHERE section = 'CERTIFICATIONS')),
    version = version + 1, updated_at = $6::timestamptz
  WHERE user_id = $1::uuid AND EXISTS (SELECT 1 FROM good)
  RETURNING 1)
SELECT fact.id, fact.section, fact.field, fact.value, fact.state, fact.document_id, fact.places, d.file_name
FROM fact JOIN cv_documents d ON d.id = fact.document_id
ORDER BY fact.section, fact.position, fact.id
