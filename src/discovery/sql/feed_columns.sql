-- The same page as columns (pg/columns.h), in the order and with the parameters of feed.sql, without what makes raw data and reasons.
-- A manual item has no rank, and its source is "manual".
SELECT array_agg(x.id), array_agg(x.search_config_id) FILTER (WHERE $10::bool), array_agg(x.status::text), array_agg(nullif(x.rank, 101::smallint)),
  array_agg(x.created_at), array_agg(x.expires_at) FILTER (WHERE $10::bool), array_agg(x.is_manual), array_agg(x.offer_id) FILTER (WHERE $10::bool),
  array_agg(x.title), array_agg(x.company), array_agg(x.location) FILTER (WHERE $10::bool), array_agg(x.source_url) FILTER (WHERE $10::bool),
  array_agg(CASE WHEN x.is_manual THEN 'manual' ELSE x.source END) FILTER (WHERE $10::bool), array_agg(x.remote::text) FILTER (WHERE $10::bool),
  array_agg(x.salary_min) FILTER (WHERE $10::bool), array_agg(x.salary_max) FILTER (WHERE $10::bool),
  array_agg(x.salary_currency) FILTER (WHERE $10::bool)
FROM (
@include feed.sql
) AS x
