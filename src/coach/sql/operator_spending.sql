-- What the operator has paid and set aside this month, for everybody. $1 now
SELECT coalesce(sum(reserved + spent), 0)::bigint FROM model_operator_spending WHERE month = date_trunc('month', $1::timestamptz AT TIME ZONE 'UTC')::date
