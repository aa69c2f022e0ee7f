-- What was accepted of a CV and has no place in the profile's lists, the last word first. $1 user
SELECT section, field, value FROM profile_facts
WHERE user_id = $1::uuid AND section IN ('CONTACT', 'SUMMARY', 'LANGUAGES') AND state IN ('ACCEPTED', 'EDITED')
ORDER BY reviewed_at DESC, position, id
LIMIT 200
