-- The board as cards show it, last changed first, as columns (pg/columns.h): the application and the heading of its item.
-- $1 user, $2 status or null, $3 rows. NULL where nobody reads them: $4 the item's id, $5 title, $6 company, $7 location. The third
-- column: '' where there is an item.
SELECT array_agg(x.id), array_agg(x.current_status::text), array_agg(x.has_item),
  array_agg(x.item_id) FILTER (WHERE $4::bool), array_agg(x.title) FILTER (WHERE $5::bool),
  array_agg(x.company) FILTER (WHERE $6::bool), array_agg(x.location) FILTER (WHERE $7::bool)
FROM (
  SELECT a.id, a.current_status, CASE WHEN a.job_feed_id IS NOT NULL THEN ''::text END AS has_item, a.job_feed_id AS item_id,
    coalesce(f.title, f.offer_title) AS title, coalesce(f.company_name, f.offer_company) AS company, coalesce(f.location, f.offer_location) AS location
  FROM applications a
  LEFT JOIN job_feed f ON f.id = a.job_feed_id AND f.user_id = $1::uuid
  WHERE a.user_id = $1::uuid AND a.deleted_at IS NULL AND ($2::text IS NULL OR a.current_status = $2)
  ORDER BY a.updated_at DESC, a.id DESC LIMIT $3::int) AS x
