-- What the user has decided and excepted, for a preview: offers approved (kind 'A') with their item, offers let out of the quarantine ('E'), and
-- companies let out ('C', the key).
SELECT 'A', offer_id, id, NULL FROM job_feed WHERE user_id = $1::uuid AND status = 'APPROVED' AND offer_id IS NOT NULL
UNION ALL
SELECT 'E', offer_id, id, NULL FROM filter_exceptions WHERE user_id = $1::uuid AND offer_id IS NOT NULL
UNION ALL
SELECT 'C', NULL, id, company_key FROM filter_exceptions WHERE user_id = $1::uuid AND company_key IS NOT NULL
