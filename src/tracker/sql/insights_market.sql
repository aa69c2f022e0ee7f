-- What the user's own offers ask for and pay. $1 user, $2 skills
WITH mine AS (
  SELECT o.salary_min, o.salary_max, o.salary_currency, o.details
  FROM job_feed f JOIN offers o ON o.id = f.offer_id WHERE f.user_id = $1::uuid),
usual AS (
  SELECT salary_currency AS currency FROM mine WHERE salary_currency IS NOT NULL AND coalesce(salary_min, salary_max) IS NOT NULL
  GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1),
pay AS (
  SELECT (coalesce(salary_min, salary_max) + coalesce(salary_max, salary_min)) / 2.0 AS p
  FROM mine JOIN usual ON usual.currency = mine.salary_currency WHERE coalesce(salary_min, salary_max) IS NOT NULL),
width AS (
  SELECT greatest(5000, ceil((max(p) - min(p)) / 8 / 5000) * 5000) AS w, floor(min(p) / 5000) * 5000 AS low, count(*) AS n FROM pay),
skills AS (
  SELECT k->>'id' AS id, coalesce((k->>'required')::bool, false) AS required
  FROM mine CROSS JOIN LATERAL json_array_elements(CASE json_typeof(details->'skills') WHEN 'array' THEN details->'skills' ELSE '[]' END) k)
SELECT
  (SELECT count(*) FROM mine),
  (SELECT count(*) FROM pay),
  (SELECT currency FROM usual),
  (SELECT percentile_cont(0.25) WITHIN GROUP (ORDER BY p) FROM pay)::float8,
  (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY p) FROM pay)::float8,
  (SELECT percentile_cont(0.75) WITHIN GROUP (ORDER BY p) FROM pay)::float8,
  (SELECT coalesce(json_agg(json_build_array(low + i * w, low + (i + 1) * w, n) ORDER BY i), '[]') FROM (
     SELECT i, width.low, width.w, (SELECT count(*) FROM pay WHERE p >= width.low + i * width.w AND p < width.low + (i + 1) * width.w) AS n
     FROM width CROSS JOIN generate_series(0, 9) i
     WHERE width.n > 0 AND width.low + i * width.w <= (SELECT max(p) FROM pay)) b)::text,
  (SELECT count(*) FROM mine WHERE json_typeof(details->'skills') = 'array'),
  (SELECT coalesce(json_agg(json_build_array(id, n, required) ORDER BY n DESC, id), '[]') FROM (
     SELECT id, count(*) AS n, count(*) FILTER (WHERE required) AS required FROM skills GROUP BY id ORDER BY 2 DESC, 1 LIMIT $2::int) s)::text
