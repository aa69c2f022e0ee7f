// Loads that several parts of the schema share; each is one call for all parents.
#pragma once
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "domain/reason.h"
#include "gateway/context.h"
#include "gateway/views.h"

namespace jm::gateway {

template <class Parent, class IdOf>
Task<Result<void>> load_search_configs(graphql::Ctx& ctx, graphql::Batch<Parent, const pb::SearchConfig*> batch, IdOf id_of) {
  JM_CO_TRY(caller, signed_in(ctx));
  pb::GetSearchConfigsRequest request;
  std::unordered_set<std::string_view> wanted;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const std::string_view id = id_of(batch.parent(i));
    if (!id.empty() && wanted.insert(id).second) request.add_ids(std::string(id));
  }
  if (wanted.empty()) co_return Result<void>{};
  JM_CO_TRY(list, co_await of(ctx).services.profile.GetSearchConfigs(std::move(caller), std::move(request)));
  const pb::SearchConfigList* kept = ctx.keep_value(std::move(list));
  std::unordered_map<std::string_view, const pb::SearchConfig*> by_id;
  for (const auto& s : kept->search_configs()) by_id.emplace(s.id(), &s);
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (const auto it = by_id.find(id_of(batch.parent(i))); it != by_id.end()) batch.set(i, it->second);
  co_return Result<void>{};
}

// The items of the inbox behind all parents of the batch, in one call; an empty id: none.
template <class Parent, class IdOf>
Task<Result<void>> load_items(graphql::Ctx& ctx, graphql::Batch<Parent, const ItemView*> batch, IdOf id_of) {
  pb::GetJobFeedItemsRequest request;
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (const std::string_view id = id_of(batch.parent(i)); !id.empty()) request.add_ids(std::string(id));
  if (request.ids_size() == 0) co_return Result<void>{};
  JM_CO_TRY(caller, signed_in(ctx));
  request.set_without_raw_data(!batch.args().selects("rawData"));
  request.set_without_reasons(!batch.args().selects("rankReasons"));
  JM_CO_TRY(list, co_await of(ctx).services.discovery.GetJobFeedItems(std::move(caller), std::move(request)));
  const pb::JobFeedItemList* kept = ctx.keep_value(std::move(list));
  const auto* views = ctx.keep_value(views_of<ItemView>(kept->items()));
  std::unordered_map<std::string_view, const ItemView*> by_id;
  by_id.reserve(views->size());
  for (const auto& item : *views) by_id.emplace(item.id(), &item);
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (const auto it = by_id.find(id_of(batch.parent(i))); it != by_id.end()) batch.set(i, it->second);
  co_return Result<void>{};
}

// "The title matches: C++, développeur." / « Le titre correspond : C++, développeur. »
std::string reason_sentence(const pb::RankReason& reason, domain::Lang language);

}  // namespace jm::gateway
