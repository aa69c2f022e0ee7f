// A bus that keeps what it is told.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "events/bus.h"

namespace jm::test {

struct RecordingBus final : events::Bus {
  void events_committed(std::vector<events::Announcement> list) override {
    for (auto& e : list) events.push_back(std::move(e));
  }
  void command_committed(std::string kind, std::string payload) override { commands.emplace_back(std::move(kind), std::move(payload)); }

  std::vector<events::Announcement> events;
  std::vector<std::pair<std::string, std::string>> commands;      // kind, payload
};

}  // namespace jm::test
