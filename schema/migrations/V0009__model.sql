-- Language models: who may use which, what was asked and paid, and what an answer said.
-- Money is in millionths of the installation's currency; prices are per million tokens, in the same unit.

CREATE TABLE model_settings (
  user_id        uuid PRIMARY KEY REFERENCES users ON DELETE CASCADE,
  enabled        boolean NOT NULL DEFAULT true,
  nothing_leaves boolean NOT NULL DEFAULT false,   -- no request that is made for this user may leave the machine
  base_url       text,                             -- the user's own endpoint; null: the operator's
  model          text,
  key_sealed     bytea,                            -- crypto/seal.h, bound to the user
  key_hint       text,                             -- its last characters
  price_in       bigint CHECK (price_in >= 0),
  price_out      bigint CHECK (price_out >= 0),
  monthly_cap    bigint CHECK (monthly_cap >= 0),  -- null: the operator's
  updated_at     timestamptz NOT NULL
);
CALL tenant_table('model_settings');

-- The ledger: one row a call, written before it is made. RESERVED: the worst case is set aside and the call may be under way. SETTLED:
-- answered and paid. FAILED: not paid, the reservation is given back. UNKNOWN: it may have been paid for (the answer never came, or the process
-- died), so it counts as paid, and is never made again by itself.
CREATE TABLE model_calls (
  id             uuid PRIMARY KEY,                 -- also the idempotency key that the endpoint is sent
  user_id        uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  purpose        text NOT NULL,                    -- ANALYSIS, TEST, …
  approval       text NOT NULL,                    -- what the user agreed to: "<application>", "<application>/2"
  application_id uuid REFERENCES applications ON DELETE SET NULL,
  payer          text NOT NULL CHECK (payer IN ('OPERATOR','USER')),
  host           text NOT NULL,
  model          text NOT NULL,
  prompt_version text NOT NULL,
  state          text NOT NULL DEFAULT 'RESERVED' CHECK (state IN ('RESERVED','SETTLED','FAILED','UNKNOWN')),
  month          date NOT NULL,
  reserved       bigint NOT NULL,
  cost           bigint NOT NULL DEFAULT 0,
  tokens_in      bigint NOT NULL DEFAULT 0,
  tokens_out     bigint NOT NULL DEFAULT 0,
  prompt_bytes   bigint NOT NULL DEFAULT 0,
  bytes_out      bigint NOT NULL DEFAULT 0,        -- that left, all tries together
  bytes_in       bigint NOT NULL DEFAULT 0,
  tries          integer NOT NULL DEFAULT 0,       -- requests, repair included
  status         smallint,                         -- HTTP, of the last one
  error          text,
  took_ms        bigint NOT NULL DEFAULT 0,
  at             timestamptz NOT NULL,
  settled_at     timestamptz
);
CREATE INDEX model_calls_user ON model_calls (user_id, at DESC, id DESC);
CREATE INDEX model_calls_history ON model_calls (model, purpose, at DESC) WHERE state = 'SETTLED';
CREATE INDEX model_calls_open ON model_calls (at) WHERE state = 'RESERVED';
-- At most one call that is, or may be, paid for each approval, whatever the program does.
CREATE UNIQUE INDEX model_calls_once ON model_calls (purpose, approval) WHERE state <> 'FAILED' AND purpose <> 'TEST';
CALL tenant_table('model_calls');

-- What is spent and set aside in a month: rows that a reservation locks, so that calls at the same time cannot pass a cap together.
CREATE TABLE model_spending (
  user_id  uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  month    date NOT NULL,
  reserved bigint NOT NULL DEFAULT 0,
  spent    bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (user_id, month)
);
CALL tenant_table('model_spending');
CREATE TABLE model_operator_spending (
  month    date PRIMARY KEY,
  reserved bigint NOT NULL DEFAULT 0,
  spent    bigint NOT NULL DEFAULT 0
);
GRANT SELECT, INSERT, UPDATE ON model_operator_spending TO jobmate_worker;

-- Answers that were checked and may be used again: the same job posted again, for the same profile, costs nothing.
CREATE TABLE model_answers (
  user_id         uuid NOT NULL REFERENCES users ON DELETE CASCADE,
  cluster         text NOT NULL,                   -- the first card of a job that is posted again and again; "item:…" for the user's own
  profile_version integer NOT NULL,
  prompt_version  text NOT NULL,
  model           text NOT NULL,
  asked           text NOT NULL,                   -- hash of what the answer refers to
  answer          jsonb NOT NULL,
  at              timestamptz NOT NULL,
  PRIMARY KEY (user_id, cluster, profile_version, prompt_version, model)
);
CALL tenant_table('model_answers');

-- Sets the worst case aside, under both caps, and writes the call down. Answers 'OK', 'CAP_USER', 'CAP_OPERATOR', or 'TAKEN': the approval
-- has its call already. Locks the operator's month before the user's.
CREATE FUNCTION reserve_model_call(p_id uuid, p_user uuid, p_purpose text, p_approval text, p_application uuid, p_payer text, p_host text, p_model text,
                                   p_prompt_version text, p_prompt_bytes bigint, p_amount bigint, p_cap_operator bigint, p_cap_user bigint, p_now timestamptz)
RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  m date := date_trunc('month', p_now AT TIME ZONE 'UTC')::date;
  used bigint;
BEGIN
  IF p_payer = 'OPERATOR' THEN
    INSERT INTO model_operator_spending (month) VALUES (m) ON CONFLICT DO NOTHING;
    SELECT reserved + spent INTO used FROM model_operator_spending WHERE month = m FOR UPDATE;
    IF p_amount > 0 AND used + p_amount > p_cap_operator THEN RETURN 'CAP_OPERATOR'; END IF;
  END IF;
  INSERT INTO model_spending (user_id, month) VALUES (p_user, m) ON CONFLICT DO NOTHING;
  SELECT reserved + spent INTO used FROM model_spending WHERE user_id = p_user AND month = m FOR UPDATE;
  IF p_amount > 0 AND used + p_amount > p_cap_user THEN RETURN 'CAP_USER'; END IF;
  INSERT INTO model_calls (id, user_id, purpose, approval, application_id, payer, host, model, prompt_version, month, reserved, prompt_bytes, at)
  VALUES (p_id, p_user, p_purpose, p_approval, p_application, p_payer, p_host, p_model, p_prompt_version, m, p_amount, p_prompt_bytes, p_now)
  ON CONFLICT DO NOTHING;
  IF NOT FOUND THEN RETURN 'TAKEN'; END IF;
  UPDATE model_spending SET reserved = reserved + p_amount WHERE user_id = p_user AND month = m;
  IF p_payer = 'OPERATOR' THEN UPDATE model_operator_spending SET reserved = reserved + p_amount WHERE month = m; END IF;
  RETURN 'OK';
END $$;

-- Ends a reservation, once: false when it had ended before. An unknown end costs what was set aside.
CREATE FUNCTION settle_model_call(p_id uuid, p_state text, p_cost bigint, p_tokens_in bigint, p_tokens_out bigint, p_bytes_out bigint, p_bytes_in bigint,
                                  p_tries integer, p_status smallint, p_error text, p_took_ms bigint, p_now timestamptz)
RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  c model_calls;
  final_cost bigint;
BEGIN
  SELECT * INTO c FROM model_calls WHERE id = p_id AND state = 'RESERVED';
  IF NOT FOUND THEN RETURN false; END IF;
  IF c.payer = 'OPERATOR' THEN PERFORM 1 FROM model_operator_spending WHERE month = c.month FOR UPDATE; END IF;
  PERFORM 1 FROM model_spending WHERE user_id = c.user_id AND month = c.month FOR UPDATE;
  final_cost := CASE p_state WHEN 'UNKNOWN' THEN greatest(c.reserved, p_cost) WHEN 'FAILED' THEN 0 ELSE p_cost END;
  UPDATE model_calls SET state = p_state, cost = final_cost, tokens_in = p_tokens_in, tokens_out = p_tokens_out, bytes_out = p_bytes_out, bytes_in = p_bytes_in,
         tries = p_tries, status = p_status, error = p_error, took_ms = p_took_ms, settled_at = p_now
  WHERE id = p_id AND state = 'RESERVED';
  IF NOT FOUND THEN RETURN false; END IF;
  UPDATE model_spending SET reserved = reserved - c.reserved, spent = spent + final_cost WHERE user_id = c.user_id AND month = c.month;
  IF c.payer = 'OPERATOR' THEN UPDATE model_operator_spending SET reserved = reserved - c.reserved, spent = spent + final_cost WHERE month = c.month; END IF;
  RETURN true;
END $$;
