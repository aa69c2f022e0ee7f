#include "base/log.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>

#include "base/json_text.h"

namespace jm::log {
namespace {

std::atomic<Level> g_level{Level::kInfo};

spdlog::logger& sink() {
  static const auto logger = [] {
    auto l = std::make_shared<spdlog::logger>("jobmate", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    l->set_pattern("%v");
    l->set_level(spdlog::level::trace);
    l->flush_on(spdlog::level::info);
    return l;
  }();
  return *logger;
}

constexpr std::string_view kNames[] = {"debug", "info", "warn", "error", "off"};

}  // namespace

void set_level(Level level) { g_level = level; }

Level parse_level(std::string_view name) {
  for (int i = 0; i < 5; ++i)
    if (kNames[i] == name) return static_cast<Level>(i);
  return Level::kInfo;
}

bool enabled(Level level) { return level >= g_level.load(std::memory_order_relaxed); }

void write(Level level, std::string_view message, Fields fields, const Caller* caller) {
  if (!enabled(level)) return;
  std::string line = "{\"ts\":\"" + to_iso(Clock::system().now()) + "\",\"level\":\"";
  line += kNames[static_cast<int>(level)];
  line += "\",\"msg\":";
  append_json_string(line, message);
  if (caller != nullptr) {
    line += ",\"request_id\":";
    append_json_string(line, caller->request_id);
    if (!caller->user_id.is_nil()) line += ",\"user_id\":\"" + caller->user_id.str() + '"';
  }
  for (const auto& f : fields) {
    line += ',';
    append_json_string(line, f.key);
    line += ':';
    if (const auto* s = std::get_if<std::string>(&f.value)) append_json_string(line, *s);
    else if (const auto* i = std::get_if<std::int64_t>(&f.value)) line += std::to_string(*i);
    else if (const auto* d = std::get_if<double>(&f.value)) line += fmt::format("{}", *d);
    else line += std::get<bool>(f.value) ? "true" : "false";
  }
  line += '}';
  sink().log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace jm::log
