-- The call that an approval has, if any, and how many tries before it failed. $1 user, $2 purpose, $3 approval
SELECT c.id, c.state, c.host, c.model, c.reserved, c.error, (SELECT count(*) FROM model_calls f WHERE f.user_id = $1::uuid AND f.purpose = $2::text AND f.approval = $3::text AND f.state = 'FAILED')
FROM (SELECT 1) one
LEFT JOIN model_calls c ON c.user_id = $1::uuid AND c.purpose = $2::text AND c.approval = $3::text AND c.state <> 'FAILED'
