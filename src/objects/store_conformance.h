// What every Store must do, as tests: store_conformance_test.cc has the tests, each store's own test file instantiates them.
//
//   INSTANTIATE_TEST_SUITE_P(Folder, StoreConformance, ::testing::Values(&make_folder_harness));
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "objects/store.h"

namespace jm::objects {

// An empty store and what it needs to live; gone with the harness.
class StoreHarness {
 public:
  virtual ~StoreHarness() = default;
  virtual IoContext& io() = 0;
  virtual Store& store() = 0;

  // Runs the I/O thread until all are done.
  template <class T>
  std::vector<T> await_all(std::vector<Task<T>> tasks) {
    std::vector<std::optional<T>> out(tasks.size());
    for (std::size_t i = 0; i < tasks.size(); ++i) {
      boost::asio::co_spawn(io(), std::move(tasks[i]), [&out, i](std::exception_ptr e, T value) {
        if (e) std::rethrow_exception(e);
        out[i] = std::move(value);
      });
    }
    io().restart();
    io().run();
    std::vector<T> values;
    for (auto& v : out) values.push_back(std::move(*v));
    return values;
  }
  template <class T>
  T await(Task<T> task) {
    std::vector<Task<T>> one;
    one.push_back(std::move(task));
    return std::move(await_all(std::move(one)).front());
  }
};

using MakeHarness = std::unique_ptr<StoreHarness> (*)();

class StoreConformance : public ::testing::TestWithParam<MakeHarness> {
 protected:
  Result<ObjectInfo> put(std::string key, std::string bytes, PutOptions options = {}) {
    return harness->await(harness->store().put(std::move(key), std::make_shared<const std::string>(std::move(bytes)), std::move(options)));
  }
  Result<Object> get(std::string key, GetOptions options = {}) { return harness->await(harness->store().get(std::move(key), options)); }
  Result<ObjectInfo> head(std::string key) { return harness->await(harness->store().head(std::move(key))); }
  Result<ListPage> list(ListOptions options) { return harness->await(harness->store().list(std::move(options))); }
  Result<void> remove(std::string key) { return harness->await(harness->store().remove(std::move(key))); }
  // The keys of all pages of this size.
  std::vector<std::string> keys(std::string prefix, std::size_t page_size = kListPageMax);

  std::unique_ptr<StoreHarness> harness = GetParam()();
};

}  // namespace jm::objects
