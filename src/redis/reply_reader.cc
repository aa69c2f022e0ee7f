#include "redis/reply_reader.h"

#include <hiredis/hiredis.h>

#include <algorithm>

namespace jm::redis {
namespace {

// Where hiredis' element belongs: a reply of its own, or the next place in the array that is being filled.
Reply* place(const redisReadTask* task) {
  if (task->parent == nullptr) return new Reply;
  auto& items = static_cast<Reply*>(task->parent->obj)->items;
  const auto at = static_cast<std::size_t>(task->idx);
  return at < items.size() ? &items[at] : nullptr;
}

void* make_string(const redisReadTask* task, char* text, std::size_t length) {
  Reply* r = place(task);
  if (r == nullptr) return nullptr;
  r->type = task->type == REDIS_REPLY_ERROR ? Reply::Type::kError : task->type == REDIS_REPLY_STATUS ? Reply::Type::kStatus : Reply::Type::kString;
  r->text.assign(text, length);
  return r;
}

void* make_array(const redisReadTask* task, int elements) {
  // A few bytes may announce two thousand million elements.
  if (elements < 0 || static_cast<std::size_t>(elements) > ReplyReader::kElementsMax) return nullptr;
  Reply* r = place(task);
  if (r == nullptr) return nullptr;
  r->type = Reply::Type::kArray;
  r->items.resize(static_cast<std::size_t>(elements));
  return r;
}

void* make_integer(const redisReadTask* task, long long value) {
  Reply* r = place(task);
  if (r == nullptr) return nullptr;
  r->type = Reply::Type::kInteger;
  r->integer = value;
  return r;
}

void* make_nil(const redisReadTask* task) { return place(task); }

void destroy(void* reply) { delete static_cast<Reply*>(reply); }

redisReplyObjectFunctions g_functions{make_string, make_array, make_integer, make_nil, destroy};

}  // namespace

struct ReplyReader::Impl {
  explicit Impl(std::size_t bytes_max) : reader(redisReaderCreateWithFunctions(&g_functions)), reply_bytes_max(bytes_max) {}
  ~Impl() { redisReaderFree(reader); }
  redisReader* reader;
  const std::size_t reply_bytes_max;
  std::size_t unread = 0;             // fed since the last whole reply
};

ReplyReader::ReplyReader(std::size_t reply_bytes_max) : impl_(std::make_unique<Impl>(reply_bytes_max)) {}
ReplyReader::~ReplyReader() = default;

void ReplyReader::feed(std::string_view bytes) {
  impl_->unread += bytes.size();
  redisReaderFeed(impl_->reader, bytes.data(), bytes.size());
}

Result<std::optional<Reply>> ReplyReader::next() {
  void* made = nullptr;
  if (redisReaderGetReply(impl_->reader, &made) != REDIS_OK) return fail(Code::kDataLoss, std::string("unreadable answer: ") + impl_->reader->errstr);
  if (made == nullptr) {
    if (impl_->unread > impl_->reply_bytes_max) return fail(Code::kResourceExhausted, "an answer is larger than " + std::to_string(impl_->reply_bytes_max) + " bytes");
    return std::optional<Reply>();
  }
  const std::unique_ptr<Reply> reply(static_cast<Reply*>(made));
  impl_->unread = impl_->reader->len - impl_->reader->pos;
  return std::optional<Reply>(std::move(*reply));
}

std::string format_command(const std::vector<std::string_view>& words) {
  std::vector<const char*> data;
  std::vector<std::size_t> lengths;
  for (const std::string_view w : words) {
    data.push_back(w.data());
    lengths.push_back(w.size());
  }
  char* made = nullptr;
  const int n = redisFormatCommandArgv(&made, static_cast<int>(words.size()), data.data(), lengths.data());
  std::string out;
  if (n > 0) out.assign(made, static_cast<std::size_t>(n));
  redisFreeCommand(made);
  return out;
}

}  // namespace jm::redis
