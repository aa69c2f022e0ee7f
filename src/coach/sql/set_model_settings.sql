-- $1 user, $2 now, $3 names of the columns to set, $4… their values
INSERT INTO model_settings AS s (user_id, updated_at, enabled, nothing_leaves, base_url, model, key_sealed, key_hint, price_in, price_out, monthly_cap)
VALUES ($1::uuid, $2::timestamptz, coalesce($4::boolean, true), coalesce($5::boolean, false), $6::text, $7::text, decode($8::text, 'hex'), $9::text, $10::bigint, $11::bigint, $12::bigint)
ON CONFLICT (user_id) DO UPDATE SET
  updated_at     = excluded.updated_at,
  enabled        = CASE WHEN 'enabled'        = ANY($3::text[]) THEN excluded.enabled        ELSE s.enabled END,
  nothing_leaves = CASE WHEN 'nothing_leaves' = ANY($3::text[]) THEN excluded.nothing_leaves ELSE s.nothing_leaves END,
  base_url       = CASE WHEN 'base_url'       = ANY($3::text[]) THEN excluded.base_url       ELSE s.base_url END,
  model          = CASE WHEN 'model'          = ANY($3::text[]) THEN excluded.model          ELSE s.model END,
  key_sealed     = CASE WHEN 'key'            = ANY($3::text[]) THEN excluded.key_sealed     ELSE s.key_sealed END,
  key_hint       = CASE WHEN 'key'            = ANY($3::text[]) THEN excluded.key_hint       ELSE s.key_hint END,
  price_in       = CASE WHEN 'price_in'       = ANY($3::text[]) THEN excluded.price_in       ELSE s.price_in END,
  price_out      = CASE WHEN 'price_out'      = ANY($3::text[]) THEN excluded.price_out      ELSE s.price_out END,
  monthly_cap    = CASE WHEN 'monthly_cap'    = ANY($3::text[]) THEN excluded.monthly_cap    ELSE s.monthly_cap END
RETURNING 1
