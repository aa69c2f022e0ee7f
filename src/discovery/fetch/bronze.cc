#include "discovery/fetch/bronze.h"

#include <algorithm>

#include "base/json_object.h"
#include "crypto/hash.h"
#include "objects/zstd.h"
#include "text/json_read.h"

namespace jm::discovery {

namespace {

constexpr std::size_t kRecordBytesMax = std::size_t{256} << 10;
constexpr std::size_t kHeadersKeptMax = 40, kHeaderBytesMax = 1000;
constexpr std::chrono::milliseconds kBusyWait{20};

struct Packed {
  std::string sha256;
  std::shared_ptr<const std::string> frame;
};

Packed pack(const std::string& bytes) {
  return {crypto::to_hex(crypto::sha256(bytes)), std::make_shared<const std::string>(objects::zstd_compress(bytes))};
}

std::string log_folder(std::string_view board) { return "bronze/log/" + std::string(board) + "/"; }

}  // namespace

std::string to_json(const BronzeRecord& r) {
  JsonObject headers;
  std::size_t kept = 0;
  for (const auto& [name, value] : r.headers)
    if (kept++ < kHeadersKeptMax) headers.text(name, std::string_view(value).substr(0, kHeaderBytesMax));
  JsonObject o;
  o.text("board", r.board).text("source", r.source_id).id("run", r.run_id).text("at", to_iso(r.at)).text("method", r.method).text("url", r.url);
  o.number("status", r.status).raw("headers", headers.str()).text("sha256", r.sha256).number("bytes", static_cast<std::int64_t>(r.bytes));
  o.text("ref", r.ref).boolean("parse", r.parse).text("name", r.payload.name).text("country", r.payload.country).text("company", r.payload.company);
  if (r.payload.among_others) o.boolean("amongOthers", true);
  return o.str();
}

Result<BronzeRecord> read_bronze_record(std::string_view json) {
  text::JsonReader reader(kRecordBytesMax);
  JM_TRY(o, reader.parse(json));
  const auto text = [&](std::string_view key) {
    const auto v = o[key];
    return v ? std::string(v->string().value_or("")) : std::string();
  };
  BronzeRecord r;
  r.board = text("board");
  r.source_id = text("source");
  r.run_id = Uuid::parse(text("run")).value_or(Uuid{});
  r.method = text("method");
  r.url = text("url");
  r.ref = text("ref");
  r.sha256 = text("sha256");
  r.payload.name = text("name");
  r.payload.country = text("country");
  r.payload.company = text("company");
  const auto among = o["amongOthers"];
  r.payload.among_others = among && among->boolean().value_or(false);
  const auto at = parse_iso(text("at"));
  const auto status = o["status"], bytes = o["bytes"], parse = o["parse"];
  if (!at || r.board.empty() || r.ref.empty()) return fail(Code::kDataLoss, "A bronze record is not readable.", "BAD_RECORD");
  r.at = *at;
  r.status = status ? static_cast<int>(status->integer().value_or(0)) : 0;
  r.bytes = bytes ? static_cast<std::uint64_t>(bytes->integer().value_or(0)) : 0;
  r.parse = parse && parse->boolean().value_or(true);
  return r;
}

Task<Result<std::string>> Bronze::keep(BronzeRecord record, std::shared_ptr<const std::string> bytes) {
  auto job = [bytes] { return pack(*bytes); };
  Result<Packed> packed = co_await cpu_.run(job);
  while (!packed && packed.error().code == Code::kResourceExhausted) {
    co_await sleep_for(kBusyWait);
    packed = co_await cpu_.run(job);
  }
  if (!packed) co_return std::unexpected(std::move(packed).error());
  record.sha256 = packed->sha256;
  record.bytes = bytes->size();
  record.ref = "bronze/payloads/" + record.board + "/" + record.sha256.substr(0, 2) + "/" + record.sha256 + ".zst";

  objects::PutOptions once{.content_type = "application/zstd", .if_absent = true, .if_match = {}};
  Result<objects::ObjectInfo> put = co_await store_.put(record.ref, packed->frame, std::move(once));
  if (!put && put.error().code != Code::kAlreadyExists) co_return std::unexpected(std::move(put).error());

  const std::string key = log_folder(record.board) + to_iso(record.at).substr(0, 10) + "/" + new_id(record.at).str() + ".json";
  auto text = std::make_shared<const std::string>(to_json(record));
  objects::PutOptions json{.content_type = "application/json", .if_absent = true, .if_match = {}};
  JM_CO_CHECK_OK(co_await store_.put(key, std::move(text), std::move(json)));
  co_return record.ref;
}

Task<Result<std::string>> Bronze::load(std::string ref) {
  objects::GetOptions options;
  options.bytes_max = kPayloadBytesMax;
  JM_CO_TRY(object, co_await store_.get(ref, options));
  const auto frame = std::make_shared<const std::string>(std::move(object.bytes));
  auto job = [frame] { return objects::zstd_decompress(*frame, kPayloadBytesMax); };
  Result<Result<std::string>> bytes = co_await cpu_.run(job);
  while (!bytes && bytes.error().code == Code::kResourceExhausted) {
    co_await sleep_for(kBusyWait);
    bytes = co_await cpu_.run(job);
  }
  if (!bytes) co_return std::unexpected(std::move(bytes).error());
  co_return std::move(*bytes);
}

Task<Result<std::vector<std::string>>> Bronze::records(std::string board, Time since) {
  const std::string folder = log_folder(board), first = folder + to_iso(since).substr(0, 10) + "/";
  std::vector<std::string> keys;
  objects::ListOptions options{.prefix = folder, .token = {}, .page_size = objects::kListPageMax};
  for (;;) {
    JM_CO_TRY(page, co_await store_.list(options));
    for (auto& object : page.objects)
      if (object.key >= first) keys.push_back(std::move(object.key));
    if (page.next_token.empty()) break;
    options.token = page.next_token;
  }
  std::ranges::sort(keys);
  co_return keys;
}

Task<Result<BronzeRecord>> Bronze::record(std::string key) {
  objects::GetOptions options;
  options.bytes_max = kRecordBytesMax;
  JM_CO_TRY(object, co_await store_.get(key, options));
  co_return read_bronze_record(object.bytes);
}

}  // namespace jm::discovery
