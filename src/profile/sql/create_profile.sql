-- $1 profile, $2 user, $3 now. The user's event counter comes with it.
WITH counter AS (INSERT INTO event_counters (user_id, last_seq) VALUES ($2::uuid, 0))
INSERT INTO profiles (id, user_id, updated_at) VALUES ($1::uuid, $2::uuid, $3::timestamptz)
