-- $1 user: a row when nothing may leave for them
SELECT 1 FROM model_settings WHERE user_id = $1::uuid AND nothing_leaves
