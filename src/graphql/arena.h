// Memory of a parsed document: allocated forward, freed at once. Only trivially destructible things live here, so nothing
// is ever destroyed one by one. bytes() is what a cache charges for the document.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace jm::graphql {

class Arena {
 public:
  // `first_chunk_bytes`: a guess of what will be needed; later chunks double.
  explicit Arena(std::size_t first_chunk_bytes = 4096) : next_bytes_(first_chunk_bytes < 256 ? 256 : first_chunk_bytes) {}
  Arena(Arena&& o) noexcept
      : chunks_(std::move(o.chunks_)), here_(std::exchange(o.here_, nullptr)), end_(std::exchange(o.end_, nullptr)),
        next_bytes_(o.next_bytes_), bytes_(std::exchange(o.bytes_, 0)) {}
  Arena& operator=(Arena&& o) noexcept {
    chunks_ = std::move(o.chunks_);
    here_ = std::exchange(o.here_, nullptr);
    end_ = std::exchange(o.end_, nullptr);
    next_bytes_ = o.next_bytes_;
    bytes_ = std::exchange(o.bytes_, 0);
    return *this;
  }

  void* allocate(std::size_t bytes, std::size_t align) {
    const auto at = (reinterpret_cast<std::uintptr_t>(here_) + align - 1) & ~(align - 1);
    if (here_ == nullptr || at + bytes > reinterpret_cast<std::uintptr_t>(end_)) [[unlikely]] return allocate_in_new_chunk(bytes, align);
    here_ = reinterpret_cast<std::byte*>(at + bytes);
    return reinterpret_cast<void*>(at);
  }

  template <class T, class... A>
  T* make(A&&... a) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T{std::forward<A>(a)...};
  }

  template <class T>
  std::span<T> copy(const T* from, std::size_t count) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (count == 0) return {};
    auto* to = static_cast<T*>(allocate(count * sizeof(T), alignof(T)));
    std::memcpy(static_cast<void*>(to), from, count * sizeof(T));
    return {to, count};
  }

  std::string_view copy(std::string_view text) {
    const auto s = copy(text.data(), text.size());
    return {s.data(), s.size()};
  }

  std::size_t bytes() const { return bytes_; }

 private:
  void* allocate_in_new_chunk(std::size_t bytes, std::size_t align) {
    std::size_t size = next_bytes_;
    while (size < bytes + align) size *= 2;
    next_bytes_ = size * 2;
    chunks_.push_back(std::make_unique_for_overwrite<std::byte[]>(size));
    bytes_ += size;
    here_ = chunks_.back().get();
    end_ = here_ + size;
    return allocate(bytes, align);
  }

  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::byte* here_ = nullptr;
  std::byte* end_ = nullptr;
  std::size_t next_bytes_;
  std::size_t bytes_ = 0;
};

}  // namespace jm::graphql
