SELECT count(*) FROM filtered_offers WHERE user_id = $1::uuid AND exception_id IS NULL AND ($2::uuid IS NULL OR search_config_id = $2::uuid)
