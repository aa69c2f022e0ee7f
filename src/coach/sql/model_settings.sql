-- The user's settings (one row, also without any) and this month's spending. $1 user, $2 now
SELECT coalesce(s.enabled, true), coalesce(s.nothing_leaves, false), s.base_url, s.model, s.key_sealed, s.key_hint, s.price_in, s.price_out, s.monthly_cap,
       coalesce(m.spent, 0), coalesce(m.reserved, 0)
FROM users u
LEFT JOIN model_settings s ON s.user_id = u.id
LEFT JOIN model_spending m ON m.user_id = u.id AND m.month = date_trunc('month', $2::timestamptz AT TIME ZONE 'UTC')::date
WHERE u.id = $1::uuid
